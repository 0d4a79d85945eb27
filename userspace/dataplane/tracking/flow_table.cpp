// SPDX-License-Identifier: Apache-2.0
#include "dataplane/tracking/flow_table.h"

#include <algorithm>
#include <cstring>

namespace shunt::dataplane {
namespace {

// Enough for the SYN that a busy server answers late, and for a few that are sent again.
constexpr std::uint32_t kUnconfirmedIdle = 20;

// After a FIN the other half may still be in use, but then packets keep it alive.
constexpr std::uint32_t kClosingIdle = 60;

// Whose flows and names are in memory at a time: 4 MiB.
constexpr std::size_t kBucketsAtOnce = 8192;

// As the program's flow_is_over(): a flow may have been seen by a later clock than the one that we read.
std::int32_t age_of(std::uint64_t state, std::uint32_t clock) {
  return static_cast<std::int32_t>(clock - SHUNT_FLOW_CLOCK(state));
}

bool is_over(std::uint64_t state, std::uint32_t clock, FlowIdle idle) {
  return age_of(state, clock) > static_cast<std::int32_t>(idle[SHUNT_FLOW_FLAGS_OF(state) & SHUNT_FLOW_FLAGS]);
}

FlowPhase phase_of(std::uint64_t state) {
  const auto flags = SHUNT_FLOW_FLAGS_OF(state);
  if ((flags & SHUNT_FLOW_UNCONFIRMED) != 0) return FlowPhase::kUnconfirmed;
  if ((flags & SHUNT_FLOW_CLOSING) != 0) return FlowPhase::kClosing;
  return (flags & SHUNT_FLOW_UDP) != 0 ? FlowPhase::kUdp : FlowPhase::kEstablished;
}

net::IpAddress address_of(const shunt_address& address) {
  net::IpAddress::Bytes bytes;
  static_assert(sizeof address == sizeof bytes);
  std::memcpy(bytes.data(), &address, sizeof bytes);
  return net::IpAddress(bytes);
}

// Ports lie in memory as on the wire: the source's two bytes, then the destination's.
std::uint16_t port_at(std::uint32_t ports, std::size_t offset) {
  std::array<std::uint8_t, sizeof ports> bytes{};
  std::memcpy(bytes.data(), &ports, sizeof ports);
  return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

RecordedFlow recorded(const shunt_flow_name& name, std::uint64_t state, std::uint32_t clock, std::size_t place) {
  return {.client = address_of(name.source),
          .vip = address_of(name.destination),
          .client_port = port_at(name.ports, 0),
          .vip_port = port_at(name.ports, 2),
          .protocol = name.protocol,
          .phase = phase_of(state),
          .backend = SHUNT_FLOW_BACKEND(state),
          .service = name.service,
          .slot = name.slot,
          .idle = static_cast<std::uint32_t>(std::max(age_of(state, clock), 0)),
          .place = place};
}

}  // namespace

std::array<std::uint32_t, 8> flow_idle_limits(std::uint32_t tcp, std::uint32_t udp) {
  std::array<std::uint32_t, 8> limits{};
  for (std::uint32_t flags = 0; flags < limits.size(); ++flags) {
    std::uint32_t limit = tcp;
    if ((flags & SHUNT_FLOW_UNCONFIRMED) != 0) limit = std::min(tcp, kUnconfirmedIdle);
    if ((flags & SHUNT_FLOW_CLOSING) != 0) limit = std::min(tcp, kClosingIdle);
    if ((flags & SHUNT_FLOW_UDP) != 0) limit = udp;
    limits[flags] = limit;
  }
  return limits;
}

void FlowTable::sweep(std::size_t first, std::size_t count, std::uint32_t clock, FlowIdle idle,
                      const std::function<bool(const Flow&)>& visit) {
  for_each(first, count, clock, [&](__u64& held, std::uint64_t state, const Flow& flow) {
    if (!is_over(state, clock, idle) && visit(flow)) return;
    // If a packet came just now, the flow lives on and is seen the next time.
    __atomic_compare_exchange_n(&held, &state, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
  });
}

void FlowTable::visit(std::uint32_t clock, FlowIdle idle, const std::function<void(const Flow&)>& visit) const {
  for (std::size_t first = 0; first < buckets_.size(); first += kBucketsAtOnce) {
    for_each(first, kBucketsAtOnce, clock, [&](const __u64&, std::uint64_t state, const Flow& flow) {
      if (!is_over(state, clock, idle)) visit(flow);
    });
  }
}

// A place that is taken by another flow gets its state claimed, then its tag, then its name: if tag and backend
// are the same before and after the name was copied, the name is theirs. Whoever changes it in between is looked
// at again, a few times.
std::size_t FlowTable::read(std::size_t first, std::size_t count, std::uint32_t clock, FlowIdle idle,
                            const std::function<void(const RecordedFlow&)>& visit) const {
  constexpr int kTries = 4;
  if (first >= buckets_.size()) return 0;
  const std::size_t shown = std::min(count, buckets_.size() - first);
  const auto window = buckets_.show(first, shown);
  const auto names = names_.show(first, shown);
  std::size_t unsteady = 0;
  for (std::size_t i = 0; i < shown * SHUNT_FLOWS_PER_BUCKET; ++i) {
    const auto& flow = window.rows()[i / SHUNT_FLOWS_PER_BUCKET].flows[i % SHUNT_FLOWS_PER_BUCKET];
    const auto& name = names.rows()[i / SHUNT_FLOWS_PER_BUCKET].names[i % SHUNT_FLOWS_PER_BUCKET];
    for (int tries = 1;; ++tries) {
      const std::uint64_t state = __atomic_load_n(&flow.state, __ATOMIC_ACQUIRE);
      if (SHUNT_FLOW_BACKEND(state) == 0 || is_over(state, clock, idle)) break;
      const std::uint64_t tag = __atomic_load_n(&flow.tag, __ATOMIC_ACQUIRE);
      shunt_flow_name copy;
      std::memcpy(&copy, &name, sizeof copy);
      __atomic_thread_fence(__ATOMIC_ACQUIRE);
      const std::uint64_t after = __atomic_load_n(&flow.state, __ATOMIC_ACQUIRE);
      if (SHUNT_FLOW_BACKEND(after) == SHUNT_FLOW_BACKEND(state) &&
          __atomic_load_n(&flow.tag, __ATOMIC_ACQUIRE) == tag) {
        visit(recorded(copy, state, clock, first * SHUNT_FLOWS_PER_BUCKET + i));
        break;
      }
      if (tries == kTries) {
        ++unsteady;
        break;
      }
    }
  }
  return unsteady;
}

// Calls `see` with each place that a flow has: its state as packets may change it, as it was found, and the flow.
template <typename See>
void FlowTable::for_each(std::size_t first, std::size_t count, std::uint32_t clock, const See& see) const {
  if (first >= buckets_.size()) return;
  const std::size_t shown = std::min(count, buckets_.size() - first);
  const auto window = buckets_.show(first, shown);
  Names names(names_, first, shown);
  for (std::size_t bucket = 0; bucket < shown; ++bucket) {
    for (std::size_t place = 0; place < SHUNT_FLOWS_PER_BUCKET; ++place) {
      auto& held = window.rows()[bucket].flows[place].state;
      const std::uint64_t state = __atomic_load_n(&held, __ATOMIC_ACQUIRE);
      if (SHUNT_FLOW_BACKEND(state) == 0) continue;
      const Flow flow{.backend = SHUNT_FLOW_BACKEND(state),
                      .flags = SHUNT_FLOW_FLAGS_OF(state),
                      .idle = static_cast<std::uint32_t>(std::max(age_of(state, clock), 0)),
                      .names = names,
                      .bucket = bucket,
                      .place = place};
      see(held, state, flow);
    }
  }
}

const shunt_flow_name& FlowTable::Names::at(std::size_t bucket, std::size_t place) {
  if (!window_) window_ = all_.show(first_, count_);
  return window_->rows()[bucket].names[place];
}

}  // namespace shunt::dataplane
