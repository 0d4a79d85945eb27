// SPDX-License-Identifier: Apache-2.0
// What a reload costs inside the controller: reading the file and publishing it into the maps of the kernel, first
// all of it, then with one backend changed. And the memory of those maps.
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include "config/load.h"
#include "control_plane/file.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/publish/publisher.h"
#include "measure.h"
#include "scheduler/table_size.h"

namespace {

using shunt::bench::cpu_nanoseconds;
using shunt::bench::fail;
using shunt::bench::make_file;
using shunt::bench::median;
using shunt::bench::take;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kRuns = 11;

shunt::model::Config parse(const std::string& text) {
  auto loaded = shunt::config::parse(text, "bench.yaml");
  if (!loaded.config) fail(to_string(loaded.errors.front()));
  return *std::move(loaded.config);
}

shunt::dataplane::DesiredState make_state(const shunt::model::Config& config) {
  shunt::dataplane::DesiredState state{.services = shunt::dataplane::as_configured(config.services),
                                       .flow_seed = config.seed};
  shunt_next_hop next_hop{.destination_mac = {0x02, 0, 0, 0, 0, 0x10}, .source_mac = {0x02, 0, 0, 0, 0, 0x01}};
  next_hop.ifindex = 1;
  next_hop.mtu = 1500;
  for (const auto& service : config.services) {
    for (const auto& backend : service.backends) {
      state.egress.try_emplace(backend.address,
                               shunt::dataplane::Egress{.source = *shunt::net::IpAddress::parse("2001:db8:5::2"),
                                                        .source_entropy = 0,
                                                        .on_link = true,
                                                        .next_hop = next_hop});
    }
  }
  return state;
}

std::unique_ptr<shunt::dataplane::Forwarder> load_maps(const shunt::model::Config& config) {
  std::uint64_t slots = 0;
  for (const auto& service : config.services)
    slots += shunt::scheduler::choose_table_size(service.backends.size());
  const auto limit = shunt::dataplane::slot_limit(config.limits, slots);
  return take(shunt::dataplane::Forwarder::load(shunt::dataplane::map_sizes(config.limits, limit)));
}

/// Bytes that the kernel charges for the map or program behind the descriptor.
std::uint64_t memlock(int fd) {
  std::ifstream info("/proc/self/fdinfo/" + std::to_string(fd));
  std::string word;
  std::uint64_t bytes = 0;
  while (info >> word) {
    if (word == "memlock:") info >> bytes;
  }
  return bytes;
}

void print_memory(const shunt::dataplane::Forwarder& forwarder, std::uint32_t services) {
  std::uint64_t kernel = 0;
  for (const auto& pinnable : forwarder.pinnables()) {
    if (std::string_view(pinnable.name) != "prog") kernel += memlock(pinnable.fd);
  }
  const auto cpus = std::thread::hardware_concurrency();
  std::printf("{\"bench\":\"memory\",\"services\":%u,\"cpus\":%u,\"map_mib\":%.2f,\"kernel_mib\":%.2f}\n",
              services, cpus,
              static_cast<double>(shunt::dataplane::map_bytes(forwarder.sizes(), cpus)) / (1 << 20),
              static_cast<double>(kernel) / (1 << 20));
}

void measure(std::uint32_t services) {
  const std::array texts{make_file(services, false), make_file(services, true)};
  const auto first = parse(texts[0]);
  const auto forwarder = load_maps(first);
  shunt::dataplane::Publisher publisher(forwarder->memory(), forwarder->sizes(), forwarder->publisher_hooks());
  const auto start = Clock::now();
  const auto all = take(publisher.publish(make_state(first)));
  const double first_ms = Milliseconds(Clock::now() - start).count();

  std::array<double, kRuns> parse_ms{};
  std::array<double, kRuns> publish_ms{};
  std::array<double, kRuns> map_ms{};
  std::array<double, kRuns> cpu_ms{};
  for (int run = 0; run < kRuns; ++run) {
    const double cpu_before = cpu_nanoseconds();
    const auto begin = Clock::now();
    const auto config = parse(texts[static_cast<std::size_t>(run + 1) % 2]);
    const auto parsed = Clock::now();
    const auto report = take(publisher.publish(make_state(config)));
    const auto published = Clock::now();
    if (report.backends.added != 1 || report.backends.removed != 1) fail("the change was not one backend");
    const auto i = static_cast<std::size_t>(run);
    parse_ms[i] = Milliseconds(parsed - begin).count();
    publish_ms[i] = Milliseconds(published - parsed).count();
    map_ms[i] = Milliseconds(report.map_time).count();
    cpu_ms[i] = (cpu_nanoseconds() - cpu_before) / 1e6;
  }
  std::printf(
      "{\"bench\":\"reload\",\"services\":%u,\"first_publish_ms\":%.1f,\"first_map_ms\":%.1f,\"parse_ms\":%.1f,"
      "\"publish_ms\":%.1f,\"map_ms\":%.1f,\"cpu_ms\":%.1f}\n",
      services, first_ms, Milliseconds(all.map_time).count(), median(parse_ms), median(publish_ms), median(map_ms),
      median(cpu_ms));
  std::fflush(stdout);
}

/// "file N [changed]": the text of the file of N services, for reload_command.py.
int print_file(int count, char** arguments) {
  const auto services = static_cast<std::uint32_t>(std::strtoul(arguments[2], nullptr, 10));
  std::fputs(make_file(services, count == 4).c_str(), stdout);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 3 && std::string_view(argv[1]) == "file") return print_file(argc, argv);
  constexpr std::uint32_t kSmall = 100;
  print_memory(*load_maps(parse(make_file(kSmall, false))), kSmall);
  for (const std::uint32_t services : {10U, 1000U, 10'000U}) measure(services);
}
