// SPDX-License-Identifier: Apache-2.0
// What a look through the flow table costs, without the controller around it: reading it in windows and collecting
// the answer to each kind of question. One JSON object a line.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "control/flow_collector.h"
#include "dataplane/tracking/flow_table.h"
#include "support/rows/memory_file.h"

namespace {

using namespace shunt;

/// Processor time of this thread: what else the machine does is not counted.
struct Clock {
  using duration = std::chrono::nanoseconds;
  static duration now() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
};

constexpr int kRuns = 11;
constexpr std::size_t kBucketsAtOnce = 256;  // as TableWalk

double milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

double median(std::array<double, kRuns> values) {
  std::ranges::sort(values);
  return values[kRuns / 2];
}

struct Flows {
  explicit Flows(std::uint32_t count) : buckets(count / 6), names(count / 6) {
    std::mt19937_64 random(1);
    std::vector<std::uint8_t> used(buckets.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint64_t tag = random();
      auto bucket = static_cast<std::size_t>((tag >> 32) * buckets.size() >> 32);
      const auto second = static_cast<std::size_t>((tag & 0xffffffff) * buckets.size() >> 32);
      if (used[second] < used[bucket]) bucket = second;
      if (used[bucket] == SHUNT_FLOWS_PER_BUCKET) continue;
      const auto place = used[bucket]++;
      auto& name = names[bucket].names[place];
      const auto client =
          net::IpAddress::from_ipv4({10, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                                     static_cast<std::uint8_t>(i)});
      std::memcpy(&name.source, client.bytes().data(), sizeof name.source);
      name.destination = name.source;
      name.slot = i % 2053;
      name.protocol = 6;
      buckets[bucket].flows[place] = {.tag = tag, .state = SHUNT_FLOW_STATE(1 + i % 10, 0, i % 600)};
      ++flows;
    }
  }
  dataplane::MemoryFile<shunt_flow_bucket> buckets;
  dataplane::MemoryFile<shunt_flow_names> names;
  std::uint32_t flows = 0;
};

void measure(const Flows& flows, const char* what, const control::FlowQuestion& question) {
  const dataplane::FlowTable table(flows.buckets.windowed(), flows.names.read_only());
  const auto idle = dataplane::flow_idle_limits(3600, 120);
  std::vector<net::IpAddress> backends;
  for (std::uint8_t i = 0; i < 11; ++i) backends.push_back(net::IpAddress::from_ipv4({198, 51, 100, i}));
  std::array<double, kRuns> whole{}, longest{}, end{};
  for (int run = 0; run < kRuns; ++run) {
    control::FlowCollector collector(question);
    control::FlowView view{.service = "web"};
    const auto begin = Clock::now();
    for (std::size_t first = 0; first < table.buckets(); first += kBucketsAtOnce) {
      const auto part = Clock::now();
      table.read(first, kBucketsAtOnce, 600, dataplane::FlowIdle(idle), [&](const dataplane::RecordedFlow& flow) {
        view.client = flow.client;
        view.client_port = flow.client_port;
        view.vip = flow.vip;
        view.backend = backends[flow.backend];
        view.idle = std::chrono::seconds(flow.idle);
        view.slot = flow.slot;
        collector.add(view);
      });
      longest[run] = std::max(longest[run], milliseconds(Clock::now() - part));
    }
    const auto last = Clock::now();
    const auto report = collector.finish();
    end[run] = milliseconds(Clock::now() - last);
    whole[run] = milliseconds(Clock::now() - begin);
    if (report.recorded != flows.flows) std::abort();
  }
  std::printf(
      "{\"bench\":\"flows\",\"flows\":%u,\"question\":\"%s\",\"ms\":%.1f,\"window_ms\":%.2f,\"end_ms\":%.2f}\n",
      flows.flows, what, median(whole), median(longest), median(end));
}

}  // namespace

int main() {
  using enum control::FlowCounting;
  const Flows flows(1'000'000);
  measure(flows, "the first 100", {});
  measure(flows, "of one backend, the 100 silent for longest",
          {.backend = net::IpAddress::from_ipv4({198, 51, 100, 3}), .sort = control::FlowOrder::kIdle});
  measure(flows, "count by backend", {.count = kBackend});
  measure(flows, "count by /24 of clients", {.count = kClient, .client_length = 24});
  measure(flows, "count by client", {.count = kClient});
}
