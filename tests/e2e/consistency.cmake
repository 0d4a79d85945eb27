# SPDX-License-Identifier: Apache-2.0
# Live connections: what they measure on a machine that is busy is mostly waiting, so they run side by side as well.
foreach(subject IN ITEMS consistency drain flood crash refusal)
  shunt_scenarios(${subject})
endforeach()
