# SPDX-License-Identifier: Apache-2.0
find_package(Boost 1.81 REQUIRED)
shunt_test(unit_health_probe unit
  SOURCES health/probe/backend.cpp health/probe/probing.cpp health/probe/http_test.cpp health/probe/tcp_test.cpp
  DEPENDS shunt_health_probe)
