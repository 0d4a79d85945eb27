# SPDX-License-Identifier: Apache-2.0
# Label net: needs root and network namespaces, but no BPF.
shunt_test(net_route net
  SOURCES route/namespace.cpp route/two_hosts.cpp route/next_hops_test.cpp route/unresolved_test.cpp
          route/neighbours_test.cpp route/links_test.cpp route/scale_test.cpp
  DEPENDS shunt_route)
