# SPDX-License-Identifier: Apache-2.0
if(TARGET shunt_publish)
  shunt_test(unit_publish unit
    SOURCES publish/range_allocator_test.cpp publish/backend_row_test.cpp publish/publisher_test.cpp
    DEPENDS shunt_publish)
endif()
