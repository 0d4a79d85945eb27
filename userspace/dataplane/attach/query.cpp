// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/query.h"

#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <xdp/libxdp.h>

#include <cerrno>
#include <memory>

#include "dataplane/bpf_log/bpf_log.h"

namespace shunt::dataplane {
namespace {

// A program may be replaced between the question which it is and the one what it is.
constexpr int kAttempts = 5;

struct MultiprogCloser {
  void operator()(xdp_multiprog* programs) const { xdp_multiprog__close(programs); }
};
using Multiprog = std::unique_ptr<xdp_multiprog, MultiprogCloser>;

// The parts of the dispatcher in the order in which it calls them; nothing if libxdp cannot read them: its version
// is newer, or its pins are gone.
core::Result<std::vector<ProgramInfo>> dispatcher_parts(unsigned ifindex) {
  std::vector<ProgramInfo> parts;
  xdp_multiprog* found = xdp_multiprog__get_from_ifindex(static_cast<int>(ifindex));
  if (libxdp_get_error(found) != 0 || found == nullptr) return parts;
  const Multiprog multiprog(found);
  if (xdp_multiprog__is_legacy(found)) return parts;
  for (xdp_program* part = xdp_multiprog__next_prog(nullptr, found); part != nullptr;
       part = xdp_multiprog__next_prog(part, found)) {
    auto info = program_info(xdp_program__fd(part));
    if (!info) return info.error();
    parts.push_back(*std::move(info));
  }
  return parts;
}

core::Result<bpf_xdp_query_opts> attached_ids(unsigned ifindex) {
  bpf_xdp_query_opts ids{};
  ids.sz = sizeof(ids);
  const int error = bpf_xdp_query(static_cast<int>(ifindex), 0, &ids);
  if (error != 0) return core::Error::from_errno("cannot ask the kernel for XDP programs", -error);
  return ids;
}

// Nothing: the program went away meanwhile.
core::Result<std::optional<InterfacePrograms>> query_once(unsigned ifindex) {
  const auto ids = attached_ids(ifindex);
  if (!ids) return ids.error();
  InterfacePrograms programs;
  programs.mode = ids->drv_prog_id != 0 ? Mode::kNative : Mode::kGeneric;
  const std::uint32_t id = ids->drv_prog_id != 0 ? ids->drv_prog_id : ids->skb_prog_id;
  if (id == 0) return std::optional(programs);

  const auto fd = open_program(id);
  if (!fd) return fd.error();
  if (!fd->valid()) return std::optional<InterfacePrograms>();
  auto main = program_info(fd->get());
  if (!main) return main.error();
  programs.main = *std::move(main);
  if (programs.main.name == kDispatcherName) {
    auto parts = dispatcher_parts(ifindex);
    if (!parts) return parts.error();
    programs.programs = *std::move(parts);
    programs.dispatcher = !programs.programs.empty();
  }
  if (programs.empty()) programs.programs.push_back(programs.main);
  return std::optional(std::move(programs));
}

}  // namespace

std::string_view to_string(Mode mode) { return mode == Mode::kNative ? "native" : "generic"; }

core::Result<InterfacePrograms> query(unsigned ifindex) {
  const BpfLog log;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto programs = query_once(ifindex);
    if (!programs) return programs.error();
    if (*programs) return **std::move(programs);
  }
  return core::Error("the XDP program of interface " + std::to_string(ifindex) +
                     " is being replaced all the time; stop the other program that does it");
}

std::string to_string(const std::vector<ProgramInfo>& programs) {
  std::string text;
  for (const auto& program : programs) {
    if (!text.empty()) text += ", ";
    text += program.name + " (id " + std::to_string(program.id) + ")";
  }
  return text;
}

}  // namespace shunt::dataplane
