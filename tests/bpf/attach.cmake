# SPDX-License-Identifier: Apache-2.0
shunt_bpf_object(count ../support/programs/count.bpf.c)
shunt_test(bpf_attach bpf
  SOURCES attach/alone_test.cpp attach/count_program.cpp attach/dispatcher_test.cpp attach/refusal_test.cpp
  DEPENDS shunt_attach shunt_forwarder support_wire count_bpf bpf)
