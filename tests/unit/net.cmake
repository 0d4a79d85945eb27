# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_net unit SOURCES net/address_test.cpp net/interface_name_test.cpp DEPENDS shunt_net)
