# SPDX-License-Identifier: Apache-2.0
shunt_scenarios(capture)
shunt_scenarios(explain)
