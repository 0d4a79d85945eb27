// SPDX-License-Identifier: Apache-2.0
#include "dataplane/decap/decap_object.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/load_error.h"
#include "dataplane/attach/share_maps.h"
#include "dataplane/bpf_log/bpf_log.h"
#include "decap.skel.h"
#include "shunt/decap.h"

namespace shunt::dataplane {
namespace {

constexpr std::uint8_t kPresent = 1;  // the value of rows that matter by their key only

core::Result<void> add_row(const bpf_map* map, const void* key) {
  if (bpf_map_update_elem(bpf_map__fd(map), key, &kPresent, BPF_ANY) == 0) return {};
  return core::Error::from_errno("cannot fill the map " + std::string(bpf_map__name(map)), errno);
}

core::Result<void> fill_addresses(const bpf_map* map, const std::vector<net::IpAddress>& addresses) {
  for (const auto& address : addresses)
    if (auto added = add_row(map, address.bytes().data()); !added) return added;
  return {};
}

core::Result<void> fill_prefixes(const bpf_map* map, const std::vector<net::IpPrefix>& prefixes) {
  for (const auto& prefix : prefixes) {
    shunt_prefix key{};
    key.length = static_cast<std::uint32_t>(prefix.mapped_length());
    std::memcpy(&key.address, prefix.address().bytes().data(), sizeof(key.address));
    if (auto added = add_row(map, &key); !added) return added;
  }
  return {};
}

void set_rows(bpf_map* map, std::size_t count) {
  bpf_map__set_max_entries(map, static_cast<std::uint32_t>(std::max<std::size_t>(count, 1)));
}

// Counters of another layout are left behind; the new program begins at zero.
void continue_counters(decap_bpf& skeleton, int stats_fd) {
  bpf_map_info info{};
  std::uint32_t size = sizeof(info);
  if (stats_fd < 0 || bpf_obj_get_info_by_fd(stats_fd, &info, &size) != 0) return;
  bpf_map* map = skeleton.maps.decap_stats;
  if (info.type == bpf_map__type(map) && info.key_size == bpf_map__key_size(map) &&
      info.value_size == bpf_map__value_size(map) && info.max_entries == bpf_map__max_entries(map))
    bpf_map__reuse_fd(map, stats_fd);
}

void configure(decap_bpf& skeleton, const DecapOptions& options, std::size_t locals) {
  skeleton.rodata->gue_port = htons(options.gue_port);
  skeleton.rodata->check_sources = options.sources.empty() ? 0 : 1;
  skeleton.rodata->check_vips = options.vips.empty() ? 0 : 1;
  set_rows(skeleton.maps.decap_locals, locals);
  set_rows(skeleton.maps.decap_sources, options.sources.size());
  set_rows(skeleton.maps.decap_vips, options.vips.size());
}

}  // namespace

void DecapObject::Destroy::operator()(decap_bpf* skeleton) const { decap_bpf__destroy(skeleton); }

core::Result<DecapObject> DecapObject::load(const DecapOptions& options, const std::vector<net::IpAddress>& locals,
                                            int stats_fd) {
  const BpfLog log;
  Skeleton skeleton(decap_bpf__open());
  if (!skeleton) return explain_load(kDecapProgram, errno, log.text(), missing_capabilities());
  configure(*skeleton, options, locals.size());
  continue_counters(*skeleton, stats_fd);
  if (const int error = decap_bpf__load(skeleton.get()); error != 0)
    return explain_load(kDecapProgram, -error, log.text(), missing_capabilities());

  const auto& maps = skeleton->maps;
  if (auto filled = fill_addresses(maps.decap_locals, locals); !filled) return filled.error();
  if (auto filled = fill_prefixes(maps.decap_sources, options.sources); !filled) return filled.error();
  if (auto filled = fill_prefixes(maps.decap_vips, options.vips); !filled) return filled.error();
  return DecapObject(std::move(skeleton));
}

LoadedProgram DecapObject::program() const {
  std::size_t size = 0;
  const auto* bytes = static_cast<const std::byte*>(decap_bpf::elf_bytes(&size));
  return {bpf_program__fd(skeleton_->progs.shunt_decap),
          {bytes, size},
          kDecapProgram,
          [first = skeleton_->obj](bpf_object* second) { return share_maps(first, second); }};
}

std::vector<PinnedObject> DecapObject::pinned() const {
  const auto& maps = skeleton_->maps;
  return {{kProgramPin, bpf_program__fd(skeleton_->progs.shunt_decap)},
          {kDecapStatsPin, bpf_map__fd(maps.decap_stats)},
          {"decap_locals", bpf_map__fd(maps.decap_locals)},
          {"decap_sources", bpf_map__fd(maps.decap_sources)},
          {"decap_vips", bpf_map__fd(maps.decap_vips)}};
}

}  // namespace shunt::dataplane
