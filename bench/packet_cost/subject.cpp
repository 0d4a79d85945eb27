// SPDX-License-Identifier: Apache-2.0
#include "packet_cost/subject.h"

#include <string>
#include <utility>

#include "packet_cost/state.h"

namespace shunt::bench {
namespace {

dataplane::MapSizes default_sizes() {
  const model::Limits limits;
  return dataplane::map_sizes(limits, dataplane::slot_limit(limits, 0));
}

dataplane::PublisherHooks hooks_for(const dataplane::Forwarder& forwarder) {
  return {.wait_for_packets = [&forwarder] { forwarder.wait_for_packets(); },
          .clear_backend_stats = [&forwarder](std::uint32_t row) { forwarder.clear_backend_stats(row); },
          .clear_service_drops = [&forwarder](std::uint32_t row) { forwarder.clear_service_drops(row); }};
}

std::uint64_t packets(const dataplane::PerCpu<shunt_counter>& row) {
  std::uint64_t sum = 0;
  for (const auto& counter : row) sum += counter.packets;
  return sum;
}

}  // namespace

core::Result<std::unique_ptr<Subject>> Subject::load(const Ports& ports) {
  auto forwarder = dataplane::Forwarder::load(default_sizes());
  if (!forwarder) return forwarder.error();
  (*forwarder)->memory().control->interfaces[ports.ingress % SHUNT_MAX_INTERFACES] = ports.ingress;
  if (auto set = (*forwarder)->set_egress(kEgressRow, ports.redirect_to); !set) return set.error();
  return std::unique_ptr<Subject>(new Subject(*std::move(forwarder), ports));
}

Subject::Subject(std::unique_ptr<dataplane::Forwarder> forwarder, const Ports& ports)
    : forwarder_(std::move(forwarder)),
      publisher_(forwarder_->memory(), forwarder_->sizes(), hooks_for(*forwarder_)),
      ports_(ports) {}

core::Result<void> Subject::take(const Case& subject) {
  const auto services = make_services(subject);
  auto published = publisher_.publish(make_state(subject, services, ports_.ingress, ports_.egress));
  if (!published) return published.error();
  return {};
}

Subject::Counts Subject::counts() const {
  Counts counts;
  for (const auto& row : forwarder_->read_interface_stats()) {
    for (const auto& cpu : row) {
      counts.passed += cpu.passed.packets;
      counts.dropped += cpu.dropped.packets;
      counts.transmitted += cpu.transmitted.packets;
      counts.redirected += cpu.redirected.packets;
    }
  }
  for (const auto& row : forwarder_->read_backend_stats()) counts.forwarded += packets(row);
  const auto reasons = forwarder_->read_reason_stats();
  for (const auto& row : reasons) counts.reasons += packets(row);
  counts.unresolved = packets(reasons[SHUNT_REASON_NEXT_HOP_UNRESOLVED]);
  counts.too_big = packets(reasons[SHUNT_REASON_TOO_BIG]);
  return counts;
}

core::Result<void> Subject::prove(const Case& subject, const Counts& before, const Counts& after,
                                  std::uint64_t rounds) {
  Counts wanted = before;
  switch (subject.expected) {
    case Expected::kPassed: wanted.passed += rounds; break;
    case Expected::kTransmitted: wanted.transmitted += rounds; break;
    case Expected::kRedirected: wanted.redirected += rounds; break;
    case Expected::kUnresolved: wanted.unresolved += rounds; break;
    case Expected::kTooBig: wanted.too_big += rounds; break;
  }
  if (subject.expected == Expected::kTransmitted || subject.expected == Expected::kRedirected)
    wanted.forwarded += rounds;
  if (subject.expected == Expected::kUnresolved || subject.expected == Expected::kTooBig) {
    wanted.dropped += rounds;
    wanted.reasons += rounds;
  }
  if (wanted == after) return {};
  return core::Error(std::string(subject.name) + ": of " + std::to_string(rounds) + " rounds " +
                     std::to_string(after.transmitted - before.transmitted) + " were transmitted, " +
                     std::to_string(after.redirected - before.redirected) + " redirected, " +
                     std::to_string(after.passed - before.passed) + " passed, " +
                     std::to_string(after.dropped - before.dropped) + " dropped, " +
                     std::to_string(after.forwarded - before.forwarded) + " counted by backends");
}

std::uint32_t Subject::backends_used() const {
  std::uint32_t used = 0;
  for (const auto& row : forwarder_->read_backend_stats()) used += packets(row) > 0 ? 1 : 0;
  return used;
}

}  // namespace shunt::bench
