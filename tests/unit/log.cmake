# SPDX-License-Identifier: Apache-2.0
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
shunt_test(unit_log unit
  SOURCES log/escape_test.cpp log/event_test.cpp log/format_test.cpp log/limit_test.cpp log/sinks_test.cpp
  DEPENDS shunt_log support_socket nlohmann_json::nlohmann_json spdlog::spdlog)
