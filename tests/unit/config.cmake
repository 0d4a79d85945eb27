# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_config unit
  SOURCES
    config/document_test.cpp
    config/examples_test.cpp
    config/failover_test.cpp
    config/file_test.cpp
    config/globals_test.cpp
    config/health_errors_test.cpp
    config/health_http_test.cpp
    config/health_valid_test.cpp
    config/hints_test.cpp
    config/limits_test.cpp
    config/log_test.cpp
    config/named_files_test.cpp
    config/overlap_test.cpp
    config/parse_text.cpp
    config/service_test.cpp
    config/suggest_test.cpp
    config/syntax_test.cpp
    config/tracking_test.cpp
    config/users_test.cpp
    config/valid_test.cpp
    config/vip_test.cpp
  DEPENDS shunt_config)
target_compile_definitions(unit_config PRIVATE SHUNT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_include_directories(unit_config PRIVATE ${PROJECT_SOURCE_DIR}/bpf/include)
