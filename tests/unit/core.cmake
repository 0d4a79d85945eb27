# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_core unit SOURCES core/hex_test.cpp DEPENDS shunt_core)
