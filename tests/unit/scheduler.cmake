# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_scheduler unit
  SOURCES scheduler/disruption_test.cpp scheduler/maglev_test.cpp scheduler/permutation_test.cpp
          scheduler/quota_test.cpp scheduler/sequence_test.cpp scheduler/table_size_test.cpp
  DEPENDS shunt_scheduler)
