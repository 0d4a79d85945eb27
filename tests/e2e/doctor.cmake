# SPDX-License-Identifier: Apache-2.0
foreach(subject IN ITEMS doctor doctor_backend)
  shunt_scenarios(${subject})
endforeach()
