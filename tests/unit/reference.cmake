# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_reference unit SOURCES reference/flow_hash_test.cpp DEPENDS support_reference)
