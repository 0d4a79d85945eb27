# SPDX-License-Identifier: Apache-2.0
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.81 REQUIRED)
shunt_test(unit_web unit
  SOURCES web/json_test.cpp web/routes_test.cpp web/server_test.cpp
  DEPENDS shunt_web support_socket nlohmann_json::nlohmann_json Boost::headers)
