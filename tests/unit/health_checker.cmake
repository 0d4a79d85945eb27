# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_health_checker unit
  SOURCES health/checker/check_test.cpp health/checker/checker_test.cpp health/checker/checking.cpp
          health/checker/diagnosis_test.cpp health/checker/durations_test.cpp health/checker/full_size_test.cpp
          health/checker/presumption_test.cpp health/checker/schedule_test.cpp
  DEPENDS shunt_health_checker)
