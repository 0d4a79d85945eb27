# SPDX-License-Identifier: Apache-2.0
shunt_scenarios(flows)
shunt_scenarios(top)
