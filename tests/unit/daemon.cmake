# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_daemon unit
  SOURCES daemon/follower_test.cpp daemon/instance_lock_test.cpp daemon/notify_test.cpp
  DEPENDS shunt_daemon support_socket)
