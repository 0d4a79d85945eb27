# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_tracking unit
  SOURCES tracking/flow_table_test.cpp tracking/read_flows_test.cpp tracking/slot_test.cpp tracking/windowed_rows_test.cpp
  DEPENDS shunt_tracking shunt_core)
