# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_publish unit
  SOURCES publish/range_allocator_test.cpp publish/backend_row_test.cpp publish/inherited_test.cpp
          publish/publisher_test.cpp publish/tables_test.cpp publish/upkeep_test.cpp
  DEPENDS shunt_publish)
target_include_directories(unit_publish PRIVATE ${PROJECT_SOURCE_DIR}/tests)
