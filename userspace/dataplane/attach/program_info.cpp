// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/program_info.h"

#include <bpf/bpf.h>

#include <cerrno>

#include "dataplane/attach/capabilities.h"

namespace shunt::dataplane {

core::Result<ProgramInfo> program_info(int fd) {
  bpf_prog_info counts{};
  std::uint32_t size = sizeof(counts);
  if (bpf_obj_get_info_by_fd(fd, &counts, &size) != 0)
    return core::Error::from_errno("cannot read the description of a BPF program", errno);

  ProgramInfo info{counts.id, counts.name, std::vector<std::uint32_t>(counts.nr_map_ids)};
  bpf_prog_info full{};
  full.nr_map_ids = counts.nr_map_ids;
  full.map_ids = reinterpret_cast<std::uintptr_t>(info.map_ids.data());
  size = sizeof(full);
  if (bpf_obj_get_info_by_fd(fd, &full, &size) != 0)
    return core::Error::from_errno("cannot read the maps of a BPF program", errno);
  return info;
}

core::Result<core::UniqueFd> open_program(std::uint32_t id) {
  core::UniqueFd fd(bpf_prog_get_fd_by_id(id));
  if (!fd.valid() && errno != ENOENT) return refusal("cannot open BPF program " + std::to_string(id), errno);
  return fd;
}

}  // namespace shunt::dataplane
