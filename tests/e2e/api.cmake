# SPDX-License-Identifier: Apache-2.0
shunt_scenarios(api)
shunt_scenarios(api_hostile)
