# SPDX-License-Identifier: Apache-2.0
shunt_test(bpf_differential bpf
  SOURCES differential/differential_test.cpp
  DEPENDS support_program support_random support_reference)
