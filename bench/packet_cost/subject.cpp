// SPDX-License-Identifier: Apache-2.0
#include "packet_cost/subject.h"

#include <algorithm>
#include <string>
#include <utility>

#include "packet_cost/state.h"

namespace shunt::bench {
namespace {

dataplane::MapSizes default_sizes(std::uint32_t flows) {
  model::Limits limits;
  limits.flows = std::max(limits.flows, flows);
  return dataplane::map_sizes(limits, dataplane::slot_limit(limits, 0));
}

constexpr std::uint32_t kIdle = 900;

std::uint64_t packets(const dataplane::PerCpu<shunt_counter>& row) {
  std::uint64_t sum = 0;
  for (const auto& counter : row) sum += counter.packets;
  return sum;
}

// Of the whole service under test, so that every slot changes.
std::vector<model::Service> with_other_backends(std::vector<model::Service> services) {
  for (auto& backend : services[0].backends) {
    auto bytes = backend.address.bytes();
    bytes[15] = static_cast<std::uint8_t>(bytes[15] + 100);
    backend.address = net::IpAddress(bytes);
  }
  return services;
}

}  // namespace

core::Result<std::unique_ptr<Subject>> Subject::load(const Ports& ports, std::uint32_t flows) {
  auto forwarder = dataplane::Forwarder::load(default_sizes(flows));
  if (!forwarder) return forwarder.error();
  (*forwarder)->memory().control->interfaces[ports.ingress % SHUNT_MAX_INTERFACES] = ports.ingress;
  if (auto set = (*forwarder)->set_egress(kEgressRow, ports.redirect_to); !set) return set.error();
  return std::unique_ptr<Subject>(new Subject(*std::move(forwarder), ports));
}

Subject::Subject(std::unique_ptr<dataplane::Forwarder> forwarder, const Ports& ports)
    : forwarder_(std::move(forwarder)),
      publisher_(std::make_unique<dataplane::Publisher>(forwarder_->memory(), forwarder_->sizes(),
                                                        forwarder_->publisher_hooks())),
      upkeep_(std::make_unique<dataplane::Upkeep>(*publisher_, forwarder_->memory())),
      ports_(ports) {}

core::Result<void> Subject::capture(const std::optional<shunt_capture_filter>& filter) {
  capture_.reset();
  if (!filter) return {};
  auto loaded = dataplane::CaptureProgram::load(*forwarder_, *filter, [](const auto&, auto) {});
  if (!loaded) return loaded.error();
  capture_ = *std::move(loaded);
  capture_->keep_on(std::chrono::hours(1));
  return {};
}

core::Result<void> Subject::take(const Case& subject) {
  const auto& memory = forwarder_->memory();
  const auto flows = memory.flows.show(0, memory.flows.size());
  std::ranges::fill(flows.rows(), shunt_flow_bucket{});
  memory.control->new_flows = 0xffffffff;
  upkeep_->configure(kIdle, kIdle);
  const auto services = make_services(subject);
  if (subject.slots != Slots::kSteady) {
    const auto others = with_other_backends(services);
    auto first = publisher_->publish(make_state(subject, others, ports_.ingress, ports_.egress), {.breaks = true});
    if (!first) return first.error();
  }
  auto state = make_state(subject, services, ports_.ingress, ports_.egress);
  // Those before keep their flows: they must be reached too.
  const auto before = with_other_backends(services);
  state.egress.merge(make_state(subject, before, ports_.ingress, ports_.egress).egress);
  auto published = publisher_->publish(state, {.breaks = true});
  if (!published) return published.error();
  return {};
}

void Subject::settle(const Case& subject, const std::function<void()>& run_all) {
  if (subject.slots == Slots::kUnknown) forwarder_->memory().control->new_flows = 0;
  const bool records = subject.slots != Slots::kSteady || subject.scheduler != model::Scheduler::kMaglev;
  if (records) run_all();
  if (subject.slots != Slots::kTracked) return;
  // Each flow is alive when the window ends.
  for (int i = 0; i < 2; ++i) {
    clock_ += kIdle * 2 / 3;
    upkeep_->pass_time(clock_, false);
    run_all();
  }
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
