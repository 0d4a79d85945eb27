// SPDX-License-Identifier: Apache-2.0
#include "support/program/program.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "core/unique_fd.h"
#include "shunt.skel.h"
#include "support/program/counter_maps.h"
#include "support/program/ports.h"

namespace shunt::program {
namespace {

constexpr std::uint32_t kRules = 4096;
constexpr std::uint32_t kSlots = 8192;
constexpr std::uint32_t kBackends = 256;
constexpr std::uint32_t kServices = 64;
constexpr std::uint32_t kProbeVips = 64;

/// A failure of the test's own set-up: nothing after it would mean anything.
void require(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::abort();
}

template <typename Row>
void write_rows(const bpf_map* map, std::uint32_t first, const std::vector<Row>& rows) {
  std::vector<std::uint32_t> keys(rows.size());
  std::iota(keys.begin(), keys.end(), first);
  auto count = static_cast<__u32>(rows.size());
  if (count == 0) return;
  const int error = bpf_map_update_batch(bpf_map__fd(map), keys.data(), rows.data(), &count, nullptr);
  require(error == 0 && count == rows.size(), bpf_map__name(map));
}

void size_maps(const shunt_bpf& skeleton) {
  const auto size = [](bpf_map* map, std::uint32_t rows) {
    require(bpf_map__set_max_entries(map, rows) == 0, "bpf_map__set_max_entries");
  };
  skeleton.rodata->index_mask = kIndexRows - 1;
  skeleton.rodata->rules_half = kRules;
  size(skeleton.maps.service_index, SHUNT_GENERATIONS * kIndexRows);
  size(skeleton.maps.rules, SHUNT_GENERATIONS * kRules);
  size(skeleton.maps.slots, kSlots);
  size(skeleton.maps.backends, kBackends);
  size(skeleton.maps.backend_stats, kBackends);
  size(skeleton.maps.syn_stats, kBackends);
  size(skeleton.maps.service_drops, kServices);
  size(skeleton.maps.probe_vips, kProbeVips);
}

}  // namespace

struct Program::Skeleton {
  explicit Skeleton(shunt_bpf* opened) : bpf(opened) {}
  Skeleton(const Skeleton&) = delete;
  Skeleton& operator=(const Skeleton&) = delete;
  ~Skeleton() { shunt_bpf__destroy(bpf); }

  shunt_bpf* bpf;
  std::array<std::uint32_t, SHUNT_MAX_INTERFACES> interfaces{};
  std::vector<shunt_address> probe_vips;
};

core::Result<void> Program::available() {
  const core::UniqueFd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "probe", 4, 4, 1, nullptr));
  if (!map.valid()) return core::Error::from_errno("cannot create a BPF map", errno);
  static const core::Result<void> entered = enter_namespace_with_ports();
  return entered;
}

core::Result<Program> Program::load() {
  shunt_bpf* bpf = shunt_bpf__open();
  if (bpf == nullptr) return core::Error::from_errno("cannot open the BPF object", errno);
  auto skeleton = std::make_unique<Skeleton>(bpf);
  size_maps(*bpf);
  const int error = shunt_bpf__load(bpf);
  if (error != 0) return core::Error::from_errno("cannot load the BPF object", -error);
  return Program(std::move(skeleton));
}

Program::Program(std::unique_ptr<Skeleton> skeleton) : skeleton_(std::move(skeleton)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

int Program::fd() const { return bpf_program__fd(skeleton_->bpf->progs.shunt_forward); }

void Program::configure(const given::State& state) { configure(rows::map_rows(state, kIndexRows), state); }

void Program::configure(const rows::MapRows& rows, const given::State& state) {
  shunt_bpf& bpf = *skeleton_->bpf;
  shunt_control& control = bpf.data_control->control;
  const std::uint32_t half = 1 - control.active;
  write_rows(bpf.maps.service_index, half * kIndexRows, rows.index);
  write_rows(bpf.maps.rules, half * kRules, rows.rules);
  write_rows(bpf.maps.slots, 0, rows.slots);
  write_rows(bpf.maps.backends, 0, rows.backends);
  std::copy(rows.next_hops.begin(), rows.next_hops.end(), bpf.bss->next_hops);
  for (const std::uint32_t ifindex : skeleton_->interfaces)
    if (const std::uint32_t row = rows::row_of_interface(skeleton_->interfaces, ifindex);
        row < SHUNT_MAX_INTERFACES)
      bpf_map_delete_elem(bpf_map__fd(bpf.maps.interfaces), &row);
  for (const given::Interface& interface : state.interfaces) {
    const std::uint32_t row = rows::row_of_interface(rows.interfaces, interface.ifindex);
    if (!interface.can_transmit) continue;
    require(bpf_map_update_elem(bpf_map__fd(bpf.maps.interfaces), &row, &interface.ifindex, BPF_ANY) == 0,
            "devmap");
  }
  configure_probes(rows, state);
  skeleton_->interfaces = rows.interfaces;
  std::copy(rows.interfaces.begin(), rows.interfaces.end(), control.interfaces);
  control.generations[half] = rows.generation;
  control.active = half;
}

void Program::configure_probes(const rows::MapRows& rows, const given::State& state) {
  shunt_bpf& bpf = *skeleton_->bpf;
  shunt_control& control = bpf.data_control->control;
  const int vips = bpf_map__fd(bpf.maps.probe_vips), interfaces = bpf_map__fd(bpf.maps.interfaces);
  constexpr std::uint32_t kPresent = 1, kEgress = SHUNT_PROBE_EGRESS;
  for (const shunt_address& vip : skeleton_->probe_vips) bpf_map_delete_elem(vips, &vip);
  for (const shunt_address& vip : rows.probe_vips)
    require(bpf_map_update_elem(vips, &vip, &kPresent, BPF_ANY) == 0, "probe_vips");
  skeleton_->probe_vips = rows.probe_vips;
  bpf_map_delete_elem(interfaces, &kEgress);
  if (state.probes.has_egress)
    require(bpf_map_update_elem(interfaces, &kEgress, &given::kUnlistedPort, BPF_ANY) == 0, "devmap");
  std::copy(rows.probe_sources.begin(), rows.probe_sources.end(), control.probe_sources);
  control.probe_first_port = state.probes.first_port;
  control.probe_ports = state.probes.ports;
}

outcome::Counters Program::counters() const {
  const shunt_bpf& bpf = *skeleton_->bpf;
  return {.backends = read_counters(bpf.maps.backend_stats),
          .services = read_counters(bpf.maps.service_drops),
          .reasons = read_counters(bpf.maps.reason_stats),
          .interfaces = read_interface_counters(bpf.maps.iface_stats, skeleton_->interfaces)};
}

}  // namespace shunt::program
