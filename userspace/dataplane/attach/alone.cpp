// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/alone.h"

#include <bpf/libbpf.h>
#include <linux/if_link.h>

#include <cstdint>

#include "dataplane/bpf_log/bpf_log.h"

namespace shunt::dataplane {
namespace {

constexpr int kNoProgram = -1;  // to attach: detach; as the old one: whatever is there

KernelAnswer request(int program_fd, int old_fd, unsigned ifindex, std::uint32_t flags) {
  const BpfLog log;
  bpf_xdp_attach_opts options{};
  options.sz = sizeof(options);
  options.old_prog_fd = old_fd == kNoProgram ? 0 : old_fd;  // libbpf sets XDP_FLAGS_REPLACE for any but 0
  const int error = bpf_xdp_attach(static_cast<int>(ifindex), program_fd, flags, &options);
  return {-error, log.kernel_message()};
}

std::uint32_t mode_flag(Mode mode) { return mode == Mode::kNative ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE; }

}  // namespace

KernelAnswer attach_alone(int program_fd, unsigned ifindex, Mode mode) {
  return request(program_fd, kNoProgram, ifindex, mode_flag(mode) | XDP_FLAGS_UPDATE_IF_NOEXIST);
}

KernelAnswer replace_alone(int program_fd, int old_fd, unsigned ifindex, Mode mode) {
  return request(program_fd, old_fd, ifindex, mode_flag(mode));
}

KernelAnswer detach_alone(int old_fd, unsigned ifindex, Mode mode) {
  return request(kNoProgram, old_fd, ifindex, mode_flag(mode));
}

}  // namespace shunt::dataplane
