# SPDX-License-Identifier: Apache-2.0
# The forwarding program on this machine, under sanitizers: no privileges.
shunt_test(unit_native unit
  SOURCES native/truncation_test.cpp native/random_test.cpp
  DEPENDS support_native support_random support_reference)
