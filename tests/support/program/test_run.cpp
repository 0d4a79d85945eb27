// SPDX-License-Identifier: Apache-2.0
#include "support/program/test_run.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cstdio>
#include <cstdlib>

namespace shunt::program {
namespace {

constexpr std::size_t kLargestFrame = 4096;

outcome::Verdict verdict_of(std::uint32_t action) {
  switch (action) {
    case XDP_PASS: return outcome::Verdict::kPass;
    case XDP_DROP: return outcome::Verdict::kDrop;
    case XDP_TX: return outcome::Verdict::kTransmit;
    case XDP_REDIRECT: return outcome::Verdict::kRedirect;
    default: break;
  }
  std::fprintf(stderr, "the program returned %u, which is no verdict of ours\n", action);
  std::abort();
}

}  // namespace

void test_run(int program_fd, packet::View frame, std::uint32_t ingress, outcome::Run& out) {
  xdp_md context{};
  context.data_end = static_cast<__u32>(frame.size());
  context.ingress_ifindex = ingress;
  out.frame.resize(kLargestFrame);
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(), .data_out = out.frame.data(),
              .data_size_in = static_cast<__u32>(frame.size()),
              .data_size_out = static_cast<__u32>(out.frame.size()), .ctx_in = &context,
              .ctx_size_in = sizeof(context));
  if (bpf_prog_test_run_opts(program_fd, &options) != 0) {
    std::perror("BPF_PROG_TEST_RUN");
    std::abort();
  }
  out.verdict = verdict_of(options.retval);
  out.frame.resize(options.data_size_out);
}

}  // namespace shunt::program
