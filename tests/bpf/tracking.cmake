# SPDX-License-Identifier: Apache-2.0
# Flows over changes: the real program, publisher and upkeep, packet by packet.
add_library(tracking_fixture STATIC tracking/tracking_test.cpp)
target_link_libraries(tracking_fixture PUBLIC support_balancer support_reference GTest::gtest PRIVATE shunt_warnings)

shunt_test(bpf_tracking bpf
  SOURCES tracking/removal_test.cpp tracking/restart_test.cpp tracking/schedulers_test.cpp tracking/slots_test.cpp
          tracking/syns_test.cpp tracking/table_test.cpp tracking/windows_test.cpp
  DEPENDS tracking_fixture bpf)
shunt_test(bpf_histories bpf
  SOURCES tracking/history.cpp tracking/histories_test.cpp
  DEPENDS support_balancer support_consistency support_random bpf)
