# SPDX-License-Identifier: Apache-2.0
# The forwarding program by BPF_PROG_TEST_RUN, frame by frame.
add_library(bpf_fixture STATIC dataplane/fixture.cpp)
target_link_libraries(bpf_fixture
  PUBLIC support_given support_outcome support_packet support_program support_reference GTest::gtest
  PRIVATE shunt_warnings)

shunt_bpf_object(no_headroom ../support/programs/no_headroom.bpf.c)
shunt_test(bpf_dataplane bpf
  SOURCES dataplane/copied_test.cpp dataplane/entropy_test.cpp dataplane/extension_test.cpp
          dataplane/forward_test.cpp dataplane/host_business_test.cpp dataplane/interfaces_test.cpp
          dataplane/invalid_test.cpp dataplane/link_test.cpp dataplane/lookup_test.cpp dataplane/next_hop_test.cpp
          dataplane/pass_test.cpp dataplane/probe_answer_test.cpp dataplane/reasons_test.cpp dataplane/slots_test.cpp
  DEPENDS bpf_fixture no_headroom_bpf bpf)
