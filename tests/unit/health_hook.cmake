# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_health_hook unit
  SOURCES health/hook/command_test.cpp health/hook/destruction_test.cpp health/hook/post_test.cpp
          health/hook/queue_test.cpp health/hook/tiny_server.cpp
          health/hook/watched_hook.cpp health/hook/wording_test.cpp
  DEPENDS shunt_health_hook support_socket)
