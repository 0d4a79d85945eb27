# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_index unit
  SOURCES index/index_test.cpp index/lookup.cpp index/placement_test.cpp index/port_map_test.cpp
          index/random_index_test.cpp
  DEPENDS shunt_index)
