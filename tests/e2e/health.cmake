# SPDX-License-Identifier: Apache-2.0
foreach(subject IN ITEMS health health_checks health_life health_passive health_policy
        health_waiting)
  shunt_scenarios(${subject})
endforeach()
