# SPDX-License-Identifier: Apache-2.0
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.81 REQUIRED)
shunt_test(unit_web unit
  SOURCES web/asset_answer_test.cpp web/audit_test.cpp web/authorization_test.cpp web/event_stream_test.cpp web/flow_query_test.cpp
          web/flows_test.cpp web/gate_test.cpp web/guesses_test.cpp web/host_test.cpp web/json_body_test.cpp web/json_change_test.cpp
          web/json_test.cpp web/log_resource_test.cpp web/openapi_file.cpp web/openapi_routes_test.cpp web/openapi_test.cpp
          web/overview_test.cpp web/query_test.cpp web/question_test.cpp web/route_match_test.cpp web/routes_test.cpp web/server_protocol_test.cpp web/server_test.cpp
  DEPENDS shunt_web shunt_config shunt_log support_socket nlohmann_json::nlohmann_json Boost::headers)
target_compile_definitions(unit_web PRIVATE SHUNT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
