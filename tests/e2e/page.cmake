# SPDX-License-Identifier: Apache-2.0
foreach(subject IN ITEMS page page_password)
  shunt_scenarios(${subject})
endforeach()
