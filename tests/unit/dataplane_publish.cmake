# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_publish unit
  SOURCES publish/range_allocator_test.cpp publish/backend_row_test.cpp publish/publisher_test.cpp
  DEPENDS shunt_publish)
