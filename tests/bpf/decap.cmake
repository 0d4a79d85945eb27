# SPDX-License-Identifier: Apache-2.0
shunt_test(bpf_decap bpf
  SOURCES decap/attached_test.cpp decap/decap_program.cpp decap/ecn_test.cpp decap/mutation_test.cpp
          decap/refused_test.cpp decap/tunnel_test.cpp
  DEPENDS shunt_decap support_private_bpffs support_wire bpf)
