// SPDX-License-Identifier: Apache-2.0
#include "live/traffic.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "bare.skel.h"
#include "packet_cost/frames.h"
#include "rearm.skel.h"

namespace shunt::bench {
namespace {

constexpr std::uint32_t kFlows = 1024;
constexpr std::uint32_t kBatch = 64;  ///< frames of one NAPI poll

using Clock = std::chrono::steady_clock;

core::Result<void> attach(unsigned ifindex, int program_fd) {
  const int result = bpf_xdp_attach(static_cast<int>(ifindex), program_fd, XDP_FLAGS_DRV_MODE, nullptr);
  if (result != 0) return core::Error::from_errno("cannot attach a program to a veth port", -result);
  return {};
}

}  // namespace

core::Result<std::unique_ptr<Traffic>> Traffic::open(const Wire& wire, const Case& subject) {
  std::unique_ptr<Traffic> traffic(new Traffic(wire));
  if (auto loaded = traffic->load(subject); !loaded) return loaded.error();
  const int count = bpf_program__fd(traffic->bare_->progs.count);
  for (const unsigned end : {wire.source, wire.sink}) {
    if (auto attached = attach(end, count); !attached) return attached.error();
  }
  return traffic;
}

core::Result<void> Traffic::load(const Case& subject) {
  bare_ = bare_bpf__open_and_load();
  rearm_ = rearm_bpf__open();
  if (bare_ == nullptr || rearm_ == nullptr)
    return core::Error::from_errno("cannot load the trivial programs", errno);
  frame_ = make_frame(subject);
  rearm_->rodata->frame_length = static_cast<std::uint32_t>(frame_.size());
  rearm_->rodata->flow_mask = kFlows - 1;
  rearm_->rodata->frame_is_ipv6 = subject.inner == net::Family::kIpv6 ? 1 : 0;
  std::copy_n(frame_.begin(), sizeof rearm_->bss->frame_template, rearm_->bss->frame_template);
  if (const int result = rearm_bpf__load(rearm_); result != 0)
    return core::Error::from_errno("cannot load the source of frames", -result);
  const std::uint32_t place = 0;
  if (bpf_map_update_elem(bpf_map__fd(bare_->maps.port), &place, &wire_.egress, BPF_ANY) != 0)
    return core::Error::from_errno("cannot redirect to a veth port", errno);
  return {};
}

Traffic::~Traffic() {
  rearm_bpf__destroy(rearm_);
  bare_bpf__destroy(bare_);
}

core::Result<Traffic::Rate> Traffic::run(int program_fd, std::uint32_t frames) {
  if (auto attached = attach(wire_.ingress, program_fd); !attached) return attached.error();
  xdp_md context{};
  context.data_end = static_cast<std::uint32_t>(frame_.size());
  context.ingress_ifindex = wire_.source;
  bpf_test_run_opts run{};
  run.sz = sizeof run;
  run.data_in = frame_.data();
  run.data_size_in = static_cast<std::uint32_t>(frame_.size());
  run.ctx_in = &context;
  run.ctx_size_in = sizeof context;
  run.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
  run.repeat = static_cast<int>(frames);
  run.batch_size = kBatch;
  const std::uint64_t before = bare_->bss->counted;
  const auto start = Clock::now();
  if (bpf_prog_test_run_opts(bpf_program__fd(rearm_->progs.generate), &run) != 0)
    return core::Error::from_errno("cannot send live frames", errno);
  const std::chrono::duration<double, std::micro> elapsed = Clock::now() - start;
  const std::uint64_t counted = bare_->bss->counted - before;
  return Rate{.mpps = static_cast<double>(counted) / elapsed.count(),
              .lost = frames - std::min<std::uint64_t>(counted, frames)};
}

int Traffic::bare_transmit_fd() const { return bpf_program__fd(bare_->progs.transmit); }
int Traffic::bare_redirect_fd() const { return bpf_program__fd(bare_->progs.redirect); }

}  // namespace shunt::bench
