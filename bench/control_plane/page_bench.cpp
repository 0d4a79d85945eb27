// SPDX-License-Identifier: Apache-2.0
// What the page takes of the controller beside its status and its counters: a tick of the history, its memory, and
// the text of an overview and of a history; 1,000 services of 10 backends.
#include <array>
#include <cstdio>
#include <functional>
#include <string>

#include "history/history.h"
#include "measure.h"
#include "web/history_json.h"
#include "web/overview.h"

namespace {

using namespace shunt;
using history::History;
using history::Values;
using std::chrono::seconds;

constexpr int kRuns = 11;
constexpr int kServices = 1000;
constexpr int kBackends = 10;

net::IpAddress backend_address(int service, int backend) {
  net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8};
  bytes[13] = static_cast<std::uint8_t>(service >> 8);
  bytes[14] = static_cast<std::uint8_t>(service);
  bytes[15] = static_cast<std::uint8_t>(backend);
  return net::IpAddress(bytes);
}

void tick(History& past, std::uint64_t number) {
  past.begin(History::Steady(seconds(1000 + 10 * number)), History::Wall(seconds(1000 + 10 * number)));
  const Values values{number * 12345, number * 1234567, number, number * 10, 12};
  for (int i = 0; i < kServices; ++i) {
    past.service("service-" + std::to_string(i), values);
    for (int j = 0; j < kBackends; ++j) past.backend(backend_address(i, j), values);
  }
  for (const char* name : {"eth0", "eth1"}) past.interface(name, values);
  for (std::uint32_t cpu = 0; cpu < 16; ++cpu) past.cpu(cpu, values);
  past.end();
}

control::Status make_status() {
  control::Status status;
  for (int i = 0; i < kServices; ++i) {
    auto& service = status.services.emplace_back();
    service.name = "service-" + std::to_string(i);
    for (int j = 0; j < kBackends; ++j)
      service.backends.push_back(
          {.address = backend_address(i, j), .state = control::BackendState::kReady, .flows = 12});
  }
  return status;
}

control::Stats make_stats() {
  control::Stats stats;
  for (int i = 0; i < kServices; ++i) {
    auto& service = stats.services.emplace_back();
    service.name = "service-" + std::to_string(i);
    service.counters.total = {{1'234'567'890, 123'456'789'012}, {1234, 123456}};
  }
  return stats;
}

/// Milliseconds of processor time, median.
double time_of(const std::function<void()>& work) {
  std::array<double, kRuns> runs{};
  for (double& run : runs) {
    const double begin = bench::cpu_nanoseconds();
    work();
    run = (bench::cpu_nanoseconds() - begin) / 1e6;
  }
  return bench::median(runs);
}

void print(const char* what, double milliseconds, std::size_t bytes) {
  std::printf("{\"bench\":\"page\",\"what\":\"%s\",\"ms\":%.3f,\"kib\":%zu}\n", what, milliseconds, bytes / 1024);
}

}  // namespace

int main() {
  History past;
  std::uint64_t number = 0;
  while (number < 400) tick(past, ++number);
  double took = time_of([&] {
    for (int i = 0; i < 3; ++i) tick(past, ++number);
  });
  print("three ticks of the history, one of them with backends", took, past.bytes());
  const auto status = make_status();
  const auto stats = make_stats();
  std::string text;
  took = time_of([&] { text = web::overview_json(status, stats); });
  print("text of an overview", took, text.size());
  const auto history_of = [&](const history::Query& query) {
    return [&text, &past, query] { text = web::to_json(past.view(query).value()); };
  };
  for (const auto& [what, query] : {std::pair{"history of all", history::Query{}},
                                    std::pair{"history of every service", history::Query{.every_service = true}},
                                    std::pair{"history of a service", history::Query{.service = "service-7"}}}) {
    took = time_of(history_of(query));
    print(what, took, text.size());
  }
}
