# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_health_judge unit
  SOURCES health/judge/flaps_test.cpp health/judge/judge_test.cpp health/judge/passive_test.cpp
          health/judge/random_judge_test.cpp health/judge/random_passive_test.cpp
  DEPENDS shunt_health_judge support_random)
