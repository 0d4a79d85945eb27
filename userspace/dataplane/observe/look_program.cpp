// SPDX-License-Identifier: Apache-2.0
#include "dataplane/observe/look_program.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>

#include "dataplane/attach/capabilities.h"
#include "dataplane/forwarder/percpu.h"
#include "dataplane/observe/observing_object.h"

namespace shunt::dataplane {
namespace {

constexpr std::size_t kSmallestFrame = 14;
constexpr std::size_t kRoomForHeaders = 128;
constexpr std::uint32_t kOnePage = 4096;  // captures nothing

}  // namespace

core::Result<std::unique_ptr<LookProgram>> LookProgram::load(const Forwarder& forwarder) {
  auto object = load_observing(forwarder, true, kOnePage);
  if (!object) return object.error();
  return std::unique_ptr<LookProgram>(new LookProgram(object->release()));
}

LookProgram::~LookProgram() { observe_bpf__destroy(object_); }

core::Result<Look> LookProgram::look(std::string_view frame, unsigned ingress) const {
  if (frame.size() < kSmallestFrame || frame.size() > kLargestFrame)
    return core::Error("a frame of " + std::to_string(frame.size()) + " bytes; it may have " +
                       std::to_string(kSmallestFrame) + " to " + std::to_string(kLargestFrame));
  const int traces = bpf_map__fd(object_->maps.traces);
  clear_row<shunt_trace>(traces, 0);
  Look look;
  look.frame.resize(frame.size() + kRoomForHeaders);
  xdp_md context{};
  context.data_end = static_cast<std::uint32_t>(frame.size());
  context.ingress_ifindex = ingress;
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(), .data_out = look.frame.data(),
              .data_size_in = static_cast<std::uint32_t>(frame.size()),
              .data_size_out = static_cast<std::uint32_t>(look.frame.size()));
  if (ingress != 0) {
    options.ctx_in = &context;
    options.ctx_size_in = sizeof(context);
  }
  const int result = bpf_prog_test_run_opts(bpf_program__fd(object_->progs.shunt_forward), &options);
  if (result != 0) return refusal("the kernel does not run the program on this packet", -result);
  look.frame.resize(options.data_size_out);
  const auto rows = read_row<shunt_trace>(traces, 0);
  if (!rows) return core::Error::from_errno("cannot read what the program told", errno);
  // Of the CPU that it ran on: a trace says at least how long its frame was.
  const auto told = std::ranges::find_if(*rows, [](const shunt_trace& trace) { return trace.length != 0; });
  if (told == rows->end()) return core::Error("the program told nothing of this packet: report this as a bug");
  look.trace = *told;
  return look;
}

}  // namespace shunt::dataplane
