# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_model unit SOURCES model/overrides_test.cpp DEPENDS shunt_model)
