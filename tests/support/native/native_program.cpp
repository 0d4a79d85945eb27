// SPDX-License-Identifier: Apache-2.0
#include "support/native/native_program.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "shunt/flow.h"
#include "support/native/forward.h"

namespace shunt::native {
namespace {

constexpr std::uint32_t kIndexRows = 512;
constexpr std::size_t kBackends = 256;
constexpr std::size_t kServices = 64;
constexpr std::uint32_t kFlowBuckets = 16;
constexpr std::uint8_t kUnwritten = 0xa5;  ///< what new headroom holds

NativeProgram* loaded = nullptr;

/// The frame on its way. Growing moves it to new memory, so that a pointer from before is one to freed memory.
struct Buffer {
  std::unique_ptr<std::uint8_t[]> bytes;
  std::size_t size = 0;
  std::size_t headroom = 216;
  bool refused = false;

  void show(xdp_md& context) const {
    context.data = reinterpret_cast<unsigned long>(bytes.get());
    context.data_end = context.data + size;
  }
};
Buffer buffer;

outcome::Verdict verdict_of(int action) {
  switch (action) {
    case XDP_TX: return outcome::Verdict::kTransmit;
    case XDP_REDIRECT: return outcome::Verdict::kRedirect;
    case XDP_PASS: return outcome::Verdict::kPass;
    default: return outcome::Verdict::kDrop;
  }
}

outcome::Counter plain(const shunt_counter& counter) { return {counter.packets, counter.bytes}; }

/// Row `number` of what `bytes` holds, copied: a vector of bytes need not be aligned for it.
template <typename Row>
Row row_at(const std::vector<std::uint8_t>& bytes, std::size_t number) {
  Row row;
  std::memcpy(&row, bytes.data() + number * sizeof(Row), sizeof(Row));
  return row;
}

}  // namespace

template <typename Row>
void NativeProgram::hold(const void* map, const std::vector<Row>& rows) {
  Rows& held = maps_[map];
  held.size = sizeof(Row);
  held.bytes.resize(rows.size() * sizeof(Row));
  held.bytes.shrink_to_fit();
  if (!rows.empty()) std::memcpy(held.bytes.data(), rows.data(), held.bytes.size());
}

NativeProgram::NativeProgram() {
  loaded = this;
  hold(native_map(NATIVE_BACKEND_STATS), std::vector<shunt_counter>(kBackends));
  hold(native_map(NATIVE_SERVICE_DROPS), std::vector<shunt_counter>(kServices));
  hold(native_map(NATIVE_REASON_STATS), std::vector<shunt_counter>(SHUNT_REASON_LIMIT));
  hold(native_map(NATIVE_BACKEND_FLOWS), std::vector<shunt_backend_flows>(kBackends));
  hold(native_map(NATIVE_SERVICE_TURNS), std::vector<__u64>(kServices));
  hold(native_map(NATIVE_FLOWS), std::vector<shunt_flow_bucket>(kFlowBuckets));
  hold(native_map(NATIVE_FLOW_NAMES), std::vector<shunt_flow_names>(kFlowBuckets));
  hold(native_map(NATIVE_SYNS), std::vector<shunt_syn>(SHUNT_SYN_ROWS));
  hold(native_map(NATIVE_SYN_STATS), std::vector<shunt_syn_counters>(kBackends));
  hold(native_map(NATIVE_FLOW_STATS), std::vector<shunt_flow_counters>(1));
  native_flow_buckets = kFlowBuckets;
  hold(native_map(NATIVE_IFACE_STATS), std::vector<shunt_interface_counters>(SHUNT_MAX_INTERFACES + 1));
}

NativeProgram::~NativeProgram() { loaded = nullptr; }

void NativeProgram::configure(const given::State& state) {
  rows::MapRows rows = rows::map_rows(state, kIndexRows);
  const std::uint32_t half = 1 - control.active;
  native_index_mask = kIndexRows - 1;
  native_rules_half = static_cast<std::uint32_t>(rows.rules.size());
  rows.index.insert(half == 1 ? rows.index.begin() : rows.index.end(), kIndexRows, shunt_index_row{});
  rows.rules.insert(half == 1 ? rows.rules.begin() : rows.rules.end(), native_rules_half, shunt_rule{});
  hold(native_map(NATIVE_SERVICE_INDEX), rows.index);
  hold(native_map(NATIVE_RULES), rows.rules);
  hold(native_map(NATIVE_SLOTS), rows.slots);
  hold(native_map(NATIVE_BACKENDS), rows.backends);
  std::copy(rows.next_hops.begin(), rows.next_hops.end(), next_hops);
  std::vector<std::uint32_t> ports(SHUNT_MAX_INTERFACES + 1);
  if (state.probes.has_egress) ports[SHUNT_PROBE_EGRESS] = given::kUnlistedPort;
  for (const given::Interface& interface : state.interfaces)
    if (interface.can_transmit)
      ports[rows::row_of_interface(rows.interfaces, interface.ifindex)] = interface.ifindex;
  hold(native_map(NATIVE_INTERFACES), ports);
  interfaces_ = rows.interfaces;
  std::copy(interfaces_.begin(), interfaces_.end(), control.interfaces);
  std::copy(rows.probe_sources.begin(), rows.probe_sources.end(), control.probe_sources);
  control.probe_first_port = state.probes.first_port;
  control.probe_ports = state.probes.ports;
  probe_vips_ = std::move(rows.probe_vips);
  control.generations[half] = rows.generation;
  control.active = half;
}

outcome::Run NativeProgram::run(packet::View frame, std::uint32_t ingress) {
  buffer.bytes = std::make_unique<std::uint8_t[]>(frame.size());
  buffer.size = frame.size();
  buffer.refused = false;
  std::copy(frame.begin(), frame.end(), buffer.bytes.get());
  xdp_md context{};
  context.ingress_ifindex = ingress;
  buffer.show(context);
  const outcome::Verdict verdict = verdict_of(shunt_forward(&context));
  return {verdict, packet::Bytes(buffer.bytes.get(), buffer.bytes.get() + buffer.size)};
}

void NativeProgram::headroom(std::size_t bytes) { buffer.headroom = bytes; }

bool NativeProgram::growth_was_refused() { return buffer.refused; }

void* NativeProgram::row(const void* map, std::uint32_t number) {
  Rows& rows = maps_.at(map);
  return number < rows.bytes.size() / rows.size ? rows.bytes.data() + number * rows.size : nullptr;
}

void* NativeProgram::probe_vip(const shunt_address& vip) {
  const auto found = std::find_if(probe_vips_.begin(), probe_vips_.end(), [&](const shunt_address& probed) {
    return std::memcmp(&probed, &vip, sizeof(vip)) == 0;
  });
  return found == probe_vips_.end() ? nullptr : &*found;
}

outcome::Counters::Rows NativeProgram::counted(const void* map) const {
  outcome::Counters::Rows rows;
  const Rows& held = maps_.at(map);
  for (std::uint32_t number = 0; number < held.bytes.size() / held.size; ++number)
    if (const auto row = row_at<shunt_counter>(held.bytes, number); row.packets != 0) rows[number] = plain(row);
  return rows;
}

outcome::Counters NativeProgram::counters() const {
  outcome::Counters counters;
  counters.backends = counted(native_map(NATIVE_BACKEND_STATS));
  counters.services = counted(native_map(NATIVE_SERVICE_DROPS));
  counters.reasons = counted(native_map(NATIVE_REASON_STATS));
  const Rows& held = maps_.at(native_map(NATIVE_IFACE_STATS));
  for (std::uint32_t number = 0; number <= SHUNT_MAX_INTERFACES; ++number) {
    const auto row = row_at<shunt_interface_counters>(held.bytes, number);
    const std::array<outcome::Counter, 4> verdicts = {plain(row.passed), plain(row.dropped),
                                                      plain(row.transmitted), plain(row.redirected)};
    if (verdicts != std::array<outcome::Counter, 4>{})
      counters.interfaces[number < interfaces_.size() ? interfaces_[number] : 0] = verdicts;
  }
  return counters;
}

}  // namespace shunt::native

extern "C" {

void* bpf_map_lookup_elem(const void* map, const void* key) {
  if (map == native_map(NATIVE_PROBE_VIPS)) {
    shunt_address vip;
    std::memcpy(&vip, key, sizeof(vip));
    return shunt::native::loaded->probe_vip(vip);
  }
  std::uint32_t number = 0;
  std::memcpy(&number, key, sizeof(number));
  return shunt::native::loaded->row(map, number);
}

__u64 bpf_ktime_get_coarse_ns() { return std::uint64_t{1} << 40; }

long bpf_redirect_map(const void* map, __u64 key, __u64 flags) {
  const void* row = shunt::native::loaded->row(map, static_cast<std::uint32_t>(key));
  std::uint32_t ifindex = 0;
  if (row != nullptr) std::memcpy(&ifindex, row, sizeof(ifindex));
  return ifindex != 0 ? long{XDP_REDIRECT} : static_cast<long>(flags & 3);
}

long bpf_xdp_adjust_head(struct xdp_md* ctx, int delta) {
  using shunt::native::buffer;
  const long grown = static_cast<long>(buffer.size) - delta;
  buffer.refused = delta < -static_cast<long>(buffer.headroom) || grown < 14;
  if (buffer.refused) return -1;
  auto moved = std::make_unique<std::uint8_t[]>(static_cast<std::size_t>(grown));
  std::fill_n(moved.get(), grown, shunt::native::kUnwritten);
  const long kept = std::min(grown, static_cast<long>(buffer.size));
  std::copy_n(buffer.bytes.get() + (static_cast<long>(buffer.size) - kept), kept, moved.get() + (grown - kept));
  buffer.bytes = std::move(moved);
  buffer.size = static_cast<std::size_t>(grown);
  buffer.show(*ctx);
  return 0;
}

}  // extern "C"
