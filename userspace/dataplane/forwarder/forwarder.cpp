// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/forwarder.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/load_error.h"
#include "dataplane/attach/share_maps.h"
#include "dataplane/bpf_log/bpf_log.h"
#include "dataplane/forwarder/percpu.h"
#include "dataplane/forwarder/pinned_maps.h"
#include "dataplane/publish/publisher.h"
#include "shunt.skel.h"

namespace shunt::dataplane {
namespace {

core::Error load_error(int error_number, const BpfLog& log) {
  return explain_load("shunt_forward", error_number, log.text(), missing_capabilities());
}

void set_sizes(shunt_bpf* skeleton, const MapSizes& sizes) {
  bpf_map__set_max_entries(skeleton->maps.service_index, SHUNT_GENERATIONS * sizes.index_rows);
  bpf_map__set_max_entries(skeleton->maps.rules, SHUNT_GENERATIONS * sizes.rules);
  bpf_map__set_max_entries(skeleton->maps.slots, sizes.slots);
  bpf_map__set_max_entries(skeleton->maps.backends, sizes.backends);
  bpf_map__set_max_entries(skeleton->maps.backend_stats, sizes.backend_stats);
  bpf_map__set_max_entries(skeleton->maps.syn_stats, sizes.backend_stats);
  bpf_map__set_max_entries(skeleton->maps.service_drops, sizes.service_drops);
  bpf_map__set_max_entries(skeleton->maps.backend_flows, sizes.backend_stats);
  bpf_map__set_max_entries(skeleton->maps.service_turns, sizes.service_drops);
  bpf_map__set_max_entries(skeleton->maps.services, SHUNT_GENERATIONS * sizes.services);
  bpf_map__set_max_entries(skeleton->maps.probe_vips, 2 * sizes.services);  // a reload asks old and new ones
  bpf_map__set_max_entries(skeleton->maps.flows, sizes.flow_buckets);
  bpf_map__set_max_entries(skeleton->maps.flow_names, sizes.flow_buckets);
  skeleton->rodata->index_mask = sizes.index_rows - 1;
  skeleton->rodata->rules_half = sizes.rules;
  skeleton->rodata->flow_buckets = sizes.flow_buckets;
}

// Maps that go on where a controller before us left them. Flow tables are as large as they are; counters of other
// sizes begin anew.
void inherit(shunt_bpf* skeleton, MapSizes& sizes, const PinnedMaps& pinned) {
  const auto& maps = skeleton->maps;
  if (const auto buckets = pinned.flow_buckets(); buckets != 0) {
    sizes.flow_buckets = buckets;
    for (auto* map : {maps.flows, maps.flow_names, maps.flow_stats})
      bpf_map__reuse_fd(map, pinned.fd(bpf_map__name(map)));
  }
  const auto reuse = [&](bpf_map* map, std::uint32_t rows) {
    if (pinned.rows(bpf_map__name(map)) == rows) bpf_map__reuse_fd(map, pinned.fd(bpf_map__name(map)));
  };
  reuse(maps.backend_stats, sizes.backend_stats);
  reuse(maps.syn_stats, sizes.backend_stats);
  reuse(maps.service_drops, sizes.service_drops);
  reuse(maps.service_turns, sizes.service_drops);
  reuse(maps.reason_stats, SHUNT_REASON_LIMIT);
}

// Unlike those of any other instance: who knew them could make flows that share a place.
core::Result<void> make_flow_keys(shunt_control& control) {
  if (::getrandom(control.flow_keys, sizeof(control.flow_keys), 0) != sizeof(control.flow_keys))
    return core::Error::from_errno("cannot get random numbers", errno);
  for (int i = 0; i <= 4; ++i) control.flow_keys[i] |= 1;
  return {};
}

}  // namespace

core::Result<std::unique_ptr<Forwarder>> Forwarder::load(const MapSizes& sizes, const PinnedMaps* inherited) {
  std::unique_ptr<Forwarder> forwarder(new Forwarder());
  forwarder->sizes_ = sizes;
  if (auto loaded = forwarder->open_and_load(inherited); !loaded) return loaded.error();
  if (auto mapped = forwarder->map_memory(); !mapped) return mapped.error();
  auto grace_period = GracePeriod::open();
  if (!grace_period) return grace_period.error();
  forwarder->grace_period_.emplace(*std::move(grace_period));
  return forwarder;
}

core::Result<std::unique_ptr<Forwarder>> Forwarder::maps_beside(const Forwarder& live) {
  BpfLog log;
  std::unique_ptr<Forwarder> beside(new Forwarder());
  beside->sizes_ = live.sizes_;
  auto* skeleton = beside->skeleton_ = shunt_bpf__open();
  if (skeleton == nullptr) return load_error(errno, log);
  const auto& maps = skeleton->maps;
  const auto& others = live.skeleton_->maps;
  for (const auto& [own, other] :
       {std::pair{maps.flows, others.flows}, std::pair{maps.flow_names, others.flow_names},
        std::pair{maps.flow_stats, others.flow_stats}, std::pair{maps.interfaces, others.interfaces},
        std::pair{maps.probe_vips, others.probe_vips}, std::pair{maps.service_turns, others.service_turns}})
    if (const int error = bpf_map__reuse_fd(own, bpf_map__fd(other)); error != 0)
      return core::Error::from_errno("cannot share the map " + std::string(bpf_map__name(other)), -error);
  set_sizes(skeleton, beside->sizes_);
  bpf_program__set_autoload(skeleton->progs.shunt_forward, false);
  if (const int result = shunt_bpf__load(skeleton); result != 0) return load_error(-result, log);
  if (auto mapped = beside->map_memory(); !mapped) return mapped.error();
  return beside;
}

Forwarder::~Forwarder() {
  if (skeleton_ != nullptr) shunt_bpf__destroy(skeleton_);
}

core::Result<void> Forwarder::open_and_load(const PinnedMaps* inherited) {
  BpfLog log;
  skeleton_ = shunt_bpf__open();
  if (skeleton_ == nullptr) return load_error(errno, log);
  if (inherited != nullptr) inherit(skeleton_, sizes_, *inherited);
  set_sizes(skeleton_, sizes_);
  if (const int result = shunt_bpf__load(skeleton_); result != 0) return load_error(-result, log);
  auto& control = skeleton_->data_control->control;
  control.abi_version = SHUNT_ABI_VERSION;
  if (inherited == nullptr) return make_flow_keys(control);
  std::ranges::copy(inherited->control().flow_keys, control.flow_keys);
  return {};
}

template <typename T>
core::Result<std::span<T>> Forwarder::map_rows(int fd, std::size_t rows) {
  auto mapping = Mapping::make(fd, 0, rows * sizeof(T), Mapping::Access::kWrite);
  if (!mapping) return mapping.error();
  const std::span<T> span(static_cast<T*>(mapping->start()), rows);
  mappings_.push_back(*std::move(mapping));
  return span;
}

core::Result<void> Forwarder::map_memory() {
  const auto& maps = skeleton_->maps;
  auto index = map_rows<shunt_index_row>(bpf_map__fd(maps.service_index),
                                         std::size_t{SHUNT_GENERATIONS} * sizes_.index_rows);
  auto rules = map_rows<shunt_rule>(bpf_map__fd(maps.rules), std::size_t{SHUNT_GENERATIONS} * sizes_.rules);
  auto backends = map_rows<shunt_backend>(bpf_map__fd(maps.backends), sizes_.backends);
  if (!index) return index.error();
  if (!rules) return rules.error();
  if (!backends) return backends.error();
  auto backend_flows = map_rows<shunt_backend_flows>(bpf_map__fd(maps.backend_flows), sizes_.backend_stats);
  auto services =
      map_rows<shunt_service_record>(bpf_map__fd(maps.services), std::size_t{SHUNT_GENERATIONS} * sizes_.services);
  if (!backend_flows) return backend_flows.error();
  if (!services) return services.error();
  memory_ = {.control = &skeleton_->data_control->control,
             .index = *index,
             .rules = *rules,
             .slots = {bpf_map__fd(maps.slots), sizes_.slots},
             .backends = *backends,
             .next_hops = skeleton_->bss->next_hops,
             .backend_flows = *backend_flows,
             .services = *services,
             .flows = {bpf_map__fd(maps.flows), sizes_.flow_buckets},
             .flow_names = {bpf_map__fd(maps.flow_names), sizes_.flow_buckets}};
  return {};
}

LoadedProgram Forwarder::program() const {
  std::size_t size = 0;
  const void* object = shunt_bpf__elf_bytes(&size);
  return {.plain_fd = program_fd(),
          .object_bytes = {static_cast<const std::byte*>(object), size},
          .program_name = "shunt_forward",
          .prepare = [first = skeleton_->obj](bpf_object* second) { return share_maps(first, second); }};
}

core::Result<void> Forwarder::lend_maps(bpf_object* other) const {
  return lend_maps_by_name(skeleton_->obj, other);
}

int Forwarder::program_fd() const { return bpf_program__fd(skeleton_->progs.shunt_forward); }

std::vector<Forwarder::Pinnable> Forwarder::pinnables() const {
  const auto& maps = skeleton_->maps;
  return {{"prog", program_fd()},
          {"control", bpf_map__fd(maps.data_control)},
          {"service_index", bpf_map__fd(maps.service_index)},
          {"rules", bpf_map__fd(maps.rules)},
          {"slots", bpf_map__fd(maps.slots)},
          {"backends", bpf_map__fd(maps.backends)},
          {"next_hops", bpf_map__fd(maps.bss)},
          {"interfaces", bpf_map__fd(maps.interfaces)},
          {"probe_vips", bpf_map__fd(maps.probe_vips)},
          {"backend_stats", bpf_map__fd(maps.backend_stats)},
          {"service_drops", bpf_map__fd(maps.service_drops)},
          {"syns", bpf_map__fd(maps.syns)},
          {"syn_stats", bpf_map__fd(maps.syn_stats)},
          {"reason_stats", bpf_map__fd(maps.reason_stats)},
          {"iface_stats", bpf_map__fd(maps.iface_stats)},
          {"backend_flows", bpf_map__fd(maps.backend_flows)},
          {"service_turns", bpf_map__fd(maps.service_turns)},
          {"services", bpf_map__fd(maps.services)},
          {"flows", bpf_map__fd(maps.flows)},
          {"flow_names", bpf_map__fd(maps.flow_names)},
          {"flow_stats", bpf_map__fd(maps.flow_stats)}};
}

core::Result<void> Forwarder::set_egress(std::uint32_t row, unsigned ifindex) {
  const int fd = bpf_map__fd(skeleton_->maps.interfaces);
  const int result =
      ifindex == 0 ? bpf_map_delete_elem(fd, &row) : bpf_map_update_elem(fd, &row, &ifindex, BPF_ANY);
  if (result != 0) return core::Error::from_errno("cannot make the interface an egress", -result);
  return {};
}

shunt_flow_counters Forwarder::read_flow_stats() const {
  shunt_flow_counters sum{};
  const auto rows = read_rows<shunt_flow_counters>(bpf_map__fd(skeleton_->maps.flow_stats), 1);
  for (const auto& row : rows.at(0)) {
    sum.recorded += row.recorded;
    sum.confirmed += row.confirmed;
    sum.restarted += row.restarted;
    sum.evicted += row.evicted;
    sum.refused_full += row.refused_full;
    sum.refused_rate += row.refused_rate;
  }
  return sum;
}

core::Result<void> Forwarder::set_probe_vip(const shunt_address& vip, bool probed) {
  const int fd = bpf_map__fd(skeleton_->maps.probe_vips);
  constexpr std::uint32_t kPresent = 1;
  const int error = probed ? bpf_map_update_elem(fd, &vip, &kPresent, BPF_ANY) : bpf_map_delete_elem(fd, &vip);
  if (error == 0 || (!probed && errno == ENOENT)) return {};
  return core::Error::from_errno("cannot change the map probe_vips", errno);
}

void Forwarder::clear_backend_stats(std::uint32_t row) const {
  clear_row<shunt_counter>(bpf_map__fd(skeleton_->maps.backend_stats), row);
  clear_row<shunt_syn_counters>(bpf_map__fd(skeleton_->maps.syn_stats), row);
}

void Forwarder::clear_service_drops(std::uint32_t row) const {
  clear_row<shunt_counter>(bpf_map__fd(skeleton_->maps.service_drops), row);
}

PublisherHooks Forwarder::publisher_hooks() const {
  return {.wait_for_packets = [this] { wait_for_packets(); },
          .clear_backend_stats = [this](std::uint32_t row) { clear_backend_stats(row); },
          .clear_service_drops = [this](std::uint32_t row) { clear_service_drops(row); }};
}

std::vector<PerCpu<shunt_counter>> Forwarder::read_backend_stats() const {
  return read_rows<shunt_counter>(bpf_map__fd(skeleton_->maps.backend_stats), sizes_.backend_stats);
}

std::optional<shunt_syn_counters> Forwarder::read_syn_stats(std::uint32_t row) const {
  const auto counters = read_row<shunt_syn_counters>(bpf_map__fd(skeleton_->maps.syn_stats), row);
  if (!counters) return std::nullopt;
  shunt_syn_counters sum{};
  for (const auto& cpu : *counters) {
    sum.first += cpu.first;
    sum.repeated += cpu.repeated;
  }
  return sum;
}

std::vector<PerCpu<shunt_counter>> Forwarder::read_service_drops() const {
  return read_rows<shunt_counter>(bpf_map__fd(skeleton_->maps.service_drops), sizes_.service_drops);
}

std::vector<PerCpu<shunt_counter>> Forwarder::read_reason_stats() const {
  return read_rows<shunt_counter>(bpf_map__fd(skeleton_->maps.reason_stats), SHUNT_REASON_LIMIT);
}

std::vector<PerCpu<shunt_interface_counters>> Forwarder::read_interface_stats() const {
  return read_rows<shunt_interface_counters>(bpf_map__fd(skeleton_->maps.iface_stats), SHUNT_MAX_INTERFACES + 1);
}

}  // namespace shunt::dataplane
