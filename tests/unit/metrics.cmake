# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_metrics unit
  SOURCES metrics/accept_test.cpp metrics/document_test.cpp metrics/exposition_test.cpp metrics/families_test.cpp
  DEPENDS shunt_metrics shunt_core)
target_compile_definitions(unit_metrics PRIVATE SHUNT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
