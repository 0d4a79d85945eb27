# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_history unit
  SOURCES history/history_test.cpp history/rate_test.cpp history/track_test.cpp
  DEPENDS shunt_history)
