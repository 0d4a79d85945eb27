# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_attach unit SOURCES attach/attach_error_test.cpp attach/load_error_test.cpp DEPENDS shunt_attach)
