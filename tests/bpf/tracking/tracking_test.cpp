// SPDX-License-Identifier: Apache-2.0
#include "bpf/tracking/tracking_test.h"

#include "support/reference/flow_hash.h"

namespace shunt::tracking {

// Loaded once a process: every test begins with empty maps.
std::unique_ptr<balancer::Balancer>& Tracking::shared() {
  static std::unique_ptr<balancer::Balancer> balancer;
  return balancer;
}

void Tracking::SetUp() {
  if (const auto available = balancer::Balancer::available(); !available)
    GTEST_SKIP() << available.error().message();
  if (!shared()) {
    auto loaded = balancer::Balancer::load();
    ASSERT_TRUE(loaded) << loaded.error().message();
    shared() = *std::move(loaded);
  }
  shared()->begin_anew();
  balancer_ = shared().get();
}

void Tracking::load(const balancer::Settings& settings) {
  auto loaded = balancer::Balancer::load(settings);
  ASSERT_TRUE(loaded) << loaded.error().message();
  own_ = *std::move(loaded);
  balancer_ = own_.get();
}

balancer::Wanted& Tracking::web(model::Scheduler scheduler) {
  return lb().service("web", family().vip, scheduler).add(family().a).add(family().b);
}

std::vector<Backend> Tracking::open(std::uint32_t count) {
  std::vector<Backend> at;
  for (std::uint32_t client = 0; client < count; ++client) {
    at.push_back(syn(client));
    EXPECT_EQ(ack(client), at.back()) << "client " << client;
  }
  return at;
}

std::vector<Backend> Tracking::where(std::size_t count) {
  std::vector<Backend> at;
  for (std::uint32_t client = 0; client < count; ++client) at.push_back(ack(client));
  return at;
}

Tracking::Slot Tracking::slot_of(std::uint32_t client, net::Protocol protocol) {
  const auto tuple = balancer::client_of(address(family().vip), client, protocol);
  reference::Packet packet{};
  packet.source = tuple.client;
  packet.destination = tuple.vip;
  packet.source_port = tuple.client_port;
  packet.destination_port = tuple.port;
  packet.protocol = static_cast<std::uint8_t>(protocol);
  const auto& service = lb().published("web");
  const auto& slots = service.table->slots();
  Slot slot{.row = slots.at(
                reference::slot_of(reference::flow_hash(packet, 0), static_cast<std::uint32_t>(slots.size())))};
  for (const auto& backend : service.backends) {
    if (backend.position == slot.row.current) slot.current = backend.address;
    if (backend.position == dataplane::previous_of(slot.row)) slot.previous = backend.address;
  }
  return slot;
}

std::uint32_t Tracking::client_between(const net::IpAddress& previous, const net::IpAddress& current,
                                       std::uint32_t first, net::Protocol protocol) {
  for (std::uint32_t client = first; client < first + 10'000; ++client) {
    const auto slot = slot_of(client, protocol);
    if (slot.previous == previous && slot.current == current) return client;
  }
  ADD_FAILURE() << "no slot goes from " << previous.to_string() << " to " << current.to_string();
  return 0;
}

testing::AssertionResult Tracking::untouched() {
  const auto stats = lb().flow_stats();
  if (lb().recorded() == 0 && stats.recorded + stats.refused_full + stats.refused_rate == 0)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << lb().recorded() << " flows are recorded, " << stats.recorded << " were";
}

}  // namespace shunt::tracking
