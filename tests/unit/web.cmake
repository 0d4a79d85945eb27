# SPDX-License-Identifier: Apache-2.0
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.81 REQUIRED)
shunt_test(unit_web unit
  SOURCES web/json_change_test.cpp web/json_test.cpp web/openapi_test.cpp web/routes_test.cpp web/server_test.cpp
  DEPENDS shunt_web shunt_config support_socket nlohmann_json::nlohmann_json Boost::headers)
target_compile_definitions(unit_web PRIVATE SHUNT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
