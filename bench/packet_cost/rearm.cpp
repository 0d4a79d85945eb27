// SPDX-License-Identifier: Apache-2.0
#include "packet_cost/rearm.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "bare.skel.h"
#include "measure.h"
#include "rearm.skel.h"

namespace shunt::bench {
namespace {

constexpr std::size_t kGreatestFrame = 2048;

}  // namespace

core::Result<std::unique_ptr<Rearm>> Rearm::load(const RearmOptions& options) {
  std::unique_ptr<Rearm> rearm(new Rearm(options));
  rearm->bare_ = bare_bpf__open_and_load();
  rearm->rearm_ = rearm_bpf__open();
  if (rearm->bare_ == nullptr || rearm->rearm_ == nullptr)
    return core::Error::from_errno("cannot load the trivial program", errno);
  auto* skeleton = rearm->rearm_;
  skeleton->rodata->frame_length = static_cast<std::uint32_t>(options.frame.size());
  skeleton->rodata->flow_mask = options.flows - 1;
  skeleton->rodata->frame_is_ipv6 = options.ipv6 ? 1 : 0;
  skeleton->rodata->always_move_head = options.always_move_head ? 1 : 0;
  std::copy_n(options.frame.begin(), sizeof skeleton->bss->frame_template, skeleton->bss->frame_template);
  if (const int result = rearm_bpf__load(skeleton); result != 0)
    return core::Error::from_errno("cannot load the wrapper program", -result);
  return rearm;
}

Rearm::~Rearm() {
  rearm_bpf__destroy(rearm_);
  bare_bpf__destroy(bare_);
}

double Rearm::run_alone(int program_fd, std::uint32_t rounds) const {
  std::array<std::uint8_t, kGreatestFrame> out{};
  bpf_test_run_opts run{};
  run.sz = sizeof run;
  run.data_in = options_.frame.data();
  run.data_size_in = static_cast<std::uint32_t>(options_.frame.size());
  run.data_out = out.data();
  run.data_size_out = out.size();
  run.repeat = static_cast<int>(rounds);
  const double start = cpu_nanoseconds();
  if (bpf_prog_test_run_opts(program_fd, &run) != 0) return -1;
  return (cpu_nanoseconds() - start) / rounds;
}

double Rearm::run_wrapped(int program_fd, std::uint32_t rounds) const {
  const std::uint32_t place = 0;
  if (bpf_map_update_elem(bpf_map__fd(rearm_->maps.subject), &place, &program_fd, BPF_ANY) != 0) return -1;
  return run_alone(bpf_program__fd(rearm_->progs.rearm), rounds);
}

int Rearm::trivial_fd() const { return bpf_program__fd(bare_->progs.transmit); }

}  // namespace shunt::bench
