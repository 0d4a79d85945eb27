# SPDX-License-Identifier: Apache-2.0
find_package(Boost 1.81 REQUIRED)
shunt_test(unit_health_probe unit
  SOURCES health/probe/backend.cpp health/probe/probing.cpp health/probe/agent_test.cpp
          health/probe/certificates.cpp health/probe/dns_test.cpp health/probe/http_test.cpp
          health/probe/https_test.cpp health/probe/icmp_test.cpp health/probe/script_test.cpp
          health/probe/tcp_test.cpp health/probe/udp_test.cpp
          health/process/children_test.cpp
  DEPENDS shunt_health_probe shunt_health_agent shunt_process)
