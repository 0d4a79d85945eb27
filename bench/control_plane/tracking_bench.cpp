// SPDX-License-Identifier: Apache-2.0
// What tracking costs beside the packet: memory and sweep of the flow table, how full it gets, the slots that a
// change makes consult it, and how long it takes until a disabled backend has no slot. One JSON object a line.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "dataplane/forwarder/forwarder.h"
#include "dataplane/publish/publisher.h"
#include "dataplane/publish/upkeep.h"
#include "measure.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace shunt;
using bench::fail;
using bench::median;
using bench::take;

constexpr int kRuns = 11;

double milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

model::Service make_service(std::uint32_t number, std::uint32_t backends) {
  model::Service service{.name = "s" + std::to_string(number)};
  service.vip =
      *net::IpPrefix::parse("10." + std::to_string(number >> 8) + "." + std::to_string(number & 255) + ".1");
  service.ports = {{.first = 80, .last = 80, .protocol = net::Protocol::kTcp}};
  // Sets of their own, so that no table is shared: what a change of one costs then.
  for (std::uint32_t i = 0; i < backends; ++i) {
    service.backends.push_back(
        {.address = *net::IpAddress::parse("172.16." + std::to_string((number + i) >> 8 & 255) + "." +
                                           std::to_string((number + i) & 255))});
  }
  return service;
}

dataplane::DesiredState state_of(const std::vector<model::Service>& services) {
  return {.services = dataplane::as_configured(services)};
}

/// Maps for `services` of 10 backends and a flow table of `flows`, and who fills them.
struct Instance {
  Instance(std::uint32_t services, std::uint32_t flows) {
    model::Limits limits{.services = std::max(1024U, services), .backends = std::max(8192U, services * 10)};
    limits.flows = flows;
    forwarder = take(dataplane::Forwarder::load(
        dataplane::map_sizes(limits, dataplane::slot_limit(limits, std::uint64_t{services} * 2053 + 16'411))));
    publisher = std::make_unique<dataplane::Publisher>(
        forwarder->memory(), forwarder->sizes(),
        dataplane::PublisherHooks{.wait_for_packets = [this] { forwarder->wait_for_packets(); },
                                  .clear_backend_stats = [](std::uint32_t) {},
                                  .clear_service_drops = [](std::uint32_t) {}});
    upkeep = std::make_unique<dataplane::Upkeep>(*publisher, forwarder->memory());
    upkeep->configure(900, 120);
  }
  std::unique_ptr<dataplane::Forwarder> forwarder;
  std::unique_ptr<dataplane::Publisher> publisher;
  std::unique_ptr<dataplane::Upkeep> upkeep;
};

/// Live flows as packets record them: in the first bucket until it is half full, then in the emptier one.
/// @return flows that found no place
std::uint32_t record(const dataplane::Forwarder& forwarder, std::uint32_t flows) {
  const auto& memory = forwarder.memory();
  std::mt19937_64 random(1);
  std::vector<std::uint8_t> used(memory.flows.size());
  const auto buckets = memory.flows.show(0, memory.flows.size());
  const auto pinnables = forwarder.pinnables();
  const auto map = std::ranges::find(pinnables, std::string("flow_names"), &dataplane::Forwarder::Pinnable::name);
  const auto names = dataplane::WindowedRows<shunt_flow_names>(map->fd, memory.flow_names.size())
                         .show(0, memory.flow_names.size());
  std::uint32_t refused = 0;
  for (std::uint32_t i = 0; i < flows; ++i) {
    const std::uint64_t tag = random();
    auto bucket = static_cast<std::size_t>((tag >> 32) * memory.flows.size() >> 32);
    const auto second = static_cast<std::size_t>((tag & 0xffffffff) * memory.flows.size() >> 32);
    if (used[bucket] >= SHUNT_FLOWS_PER_BUCKET / 2 && used[second] < used[bucket]) bucket = second;
    if (used[bucket] == SHUNT_FLOWS_PER_BUCKET) {
      ++refused;
      continue;
    }
    const auto place = used[bucket]++;
    names.rows()[bucket].names[place] = {.slot = i % 2053, .service = 1, .protocol = 6};
    buckets.rows()[bucket].flows[place] = {.tag = tag, .state = SHUNT_FLOW_STATE(1 + i % 10, 0, 0)};
  }
  return refused;
}

void measure_sweep(std::uint32_t flows) {
  Instance instance(10, flows);
  static_cast<void>(take(instance.publisher->publish(state_of({make_service(1, 10)}))));
  const auto& memory = instance.forwarder->memory();
  const auto refused = record(*instance.forwarder, flows);
  std::array<double, kRuns> whole{};
  std::array<double, kRuns> longest{};
  for (int run = 0; run < kRuns; ++run) {
    const auto begin = Clock::now();
    for (bool done = false; !done;) {
      const auto part = Clock::now();
      done = instance.upkeep->sweep(4096);
      longest[run] = std::max(longest[run], milliseconds(Clock::now() - part));
    }
    whole[run] = milliseconds(Clock::now() - begin);
  }
  if (instance.upkeep->counts().flows != flows - refused) fail("the sweep has not seen all flows");
  const double mib = static_cast<double>(memory.flows.size_bytes() + memory.flow_names.size_bytes()) / (1 << 20);
  std::printf(
      "{\"bench\":\"sweep\",\"flows\":%u,\"refused\":%u,\"mib\":%.1f,\"sweep_ms\":%.1f,\"part_ms\":%.2f}\n", flows,
      refused, mib, median(whole), median(longest));
}

/// One of 100 backends: what changes and what consults the flow table, while the window is open.
void measure_change(const char* what, bool add, bool drain) {
  Instance instance(10, 65'536);
  auto before = make_service(1, add ? 99 : 100);
  before.table_size = 8209;
  static_cast<void>(take(instance.publisher->publish(state_of({before}))));
  auto after = make_service(1, add || drain ? 100 : 99);
  after.table_size = before.table_size;
  const std::vector services{after};
  auto state = state_of(services);
  if (drain) state.services[0].shares.back() = {.weight = 0, .alive = true};
  const auto report = take(instance.publisher->publish(state));
  std::printf("{\"bench\":\"change\",\"what\":\"%s\",\"slots\":%llu,\"moved\":%llu,\"tracked\":%llu}\n", what,
              static_cast<unsigned long long>(report.slots_total),
              static_cast<unsigned long long>(report.slots_moved),
              static_cast<unsigned long long>(report.slots_tracked));
}

/// From the decision to the last slot that names the backend.
void measure_disable(std::uint32_t services) {
  Instance instance(services, 65'536);
  std::vector<model::Service> all;
  for (std::uint32_t i = 0; i < services; ++i) all.push_back(make_service(i, 10));
  auto state = state_of(all);
  static_cast<void>(take(instance.publisher->publish(state)));
  std::array<double, kRuns> taken{};
  for (int run = 0; run < kRuns; ++run) {
    auto& service = state.services[services / 2];
    service.shares[3] =
        service.shares[3].alive ? dataplane::Share{.weight = 0, .alive = false} : dataplane::Share{};
    const dataplane::DesiredState one{.services = {service}};
    const auto begin = Clock::now();
    if (!instance.publisher->publish_in_place(one)) fail("the service does not change in its place");
    taken[run] = milliseconds(Clock::now() - begin);
  }
  std::printf("{\"bench\":\"disable\",\"services\":%u,\"ms\":%.3f}\n", services, median(taken));
}

}  // namespace

int main() {
  for (const auto flows : {250'000U, 1'000'000U}) measure_sweep(flows);
  measure_change("add 1 to 99", true, false);
  measure_change("remove 1 of 100", false, false);
  measure_change("drain 1 of 100", false, true);
  for (const auto services : {1U, 100U, 1000U, 10'000U}) measure_disable(services);
}
