# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_override_store unit
  SOURCES control/override_json_test.cpp control/override_store_test.cpp
  DEPENDS shunt_override_store support_socket)
shunt_test(unit_control unit
  SOURCES control/alarm_watch_test.cpp control/alarms_test.cpp control/condition_test.cpp
          control/describe_overrides_test.cpp control/fingerprint_test.cpp control/flaps_test.cpp
          control/flow_collector_test.cpp
          control/passive_shares_test.cpp control/probe_source_test.cpp control/random_shares_test.cpp
          control/shares_test.cpp control/succession_test.cpp control/targets_test.cpp
          control/unseen_test.cpp
  DEPENDS shunt_control support_random)
