# SPDX-License-Identifier: Apache-2.0
# The way of probes, from its sockets to the wire and back.
shunt_test(bpf_probe bpf
  SOURCES probe/answer_test.cpp probe/life_test.cpp probe/probe_world.cpp probe/way_out_test.cpp
  DEPENDS shunt_probe_path shunt_publish support_wire bpf)
