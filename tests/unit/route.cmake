# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_route unit
  SOURCES route/netlink_bytes.cpp route/attributes_test.cpp route/decode_garbage_test.cpp route/decode_link_test.cpp
          route/decode_neighbour_test.cpp route/decode_route_test.cpp route/link_table_test.cpp
          route/message_test.cpp route/neighbour_watch_test.cpp route/path_test.cpp route/resolver_test.cpp
  DEPENDS shunt_route)
