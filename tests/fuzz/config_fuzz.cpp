// SPDX-License-Identifier: Apache-2.0
// config::parse on any bytes: no crash, and what it returns keeps its promises.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <set>
#include <string_view>

#include "config/load.h"
#include "require.h"

namespace {

using shunt::config::Diagnostic;
using shunt::config::Loaded;

void check_diagnostics(const std::vector<Diagnostic>& diagnostics, std::string_view text) {
  // Every line break that YAML 1.1 knows has one of these bytes.
  const auto breaks =
      std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c < 0; });
  unsigned line = 0;
  unsigned column = 0;
  for (const auto& diagnostic : diagnostics) {
    const auto& message = diagnostic.message;
    require(!message.empty(), "a diagnostic has a message");
    require(std::none_of(message.begin(), message.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }),
            "a message is one line without control characters");
    require(diagnostic.line <= breaks + 2, "a diagnostic lies within the text");
    if (diagnostic.line == 0) continue;
    require(diagnostic.line > line || (diagnostic.line == line && diagnostic.column >= column),
            "diagnostics are sorted");
    line = diagnostic.line;
    column = diagnostic.column;
  }
}

void check_check(const shunt::model::Check& check) {
  using shunt::model::CheckType;
  using shunt::model::CheckVia;
  using shunt::model::FullSize;
  const bool portless = check.type == CheckType::kIcmp || check.type == CheckType::kScript;
  require((check.port == 0) == portless, "a check has a port if its type has");
  require(check.interval >= shunt::model::kMinInterval && check.interval <= shunt::model::kMaxInterval,
          "an interval is in bounds");
  require(check.timeout >= shunt::model::kMinTimeout && check.timeout <= check.interval, "a timeout is in bounds");
  require(check.fast_interval >= shunt::model::kMinInterval && check.fast_interval <= check.interval,
          "a fast interval is in bounds");
  require(check.rise >= 1 && check.rise <= shunt::model::kMaxRiseAndFall, "rise is in bounds");
  require(check.fall >= 1 && check.fall <= shunt::model::kMaxRiseAndFall, "fall is in bounds");
  require(check.via == CheckVia::kDataplane || check.full_size == FullSize::kOff, "direct checks have one size");
  const auto& http = check.http;
  require(http.path.starts_with('/') && !http.method.empty() && !http.statuses.empty(), "a request is complete");
  const auto printable = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  };
  require(printable(http.method + http.path + http.host), "a request is one line");
  for (const auto& [name, value] : http.headers)
    require(!name.empty() && printable(name + value), "a header is one line");
  require((check.type == CheckType::kScript) != check.script.command.empty(), "a script has a command");
  require((check.type == CheckType::kDns) != check.dns.name.empty(), "a question has a name");
}

void check_health(const shunt::model::Service& service) {
  require(service.health.checks.size() <= shunt::model::kMaxChecks, "checks are in bounds");
  for (const auto& check : service.health.checks) check_check(check);
  const auto& quorum = service.health.quorum;
  const auto most = std::max<std::size_t>(1, service.backends.size());
  require(quorum.backends >= 1 && quorum.backends + quorum.hysteresis <= most, "a quorum can be had");
}

void check_probes(const shunt::model::Probes& probes) {
  require(probes.source.size() <= 2, "probes have a source per family");
  require(probes.first_port >= 1024 && probes.last_port - probes.first_port >= 63, "probes have ports");
}

void check_service(const shunt::model::Service& service) {
  require(!service.name.empty() && service.name.size() <= 63, "a service has a name");
  require(!service.vip.has_host_bits(), "a VIP has no host bits");
  require(!service.ports.empty(), "a service has ports");
  for (const auto& ports : service.ports) require(ports.first <= ports.last, "ports are in order");
  const bool by_source = service.scheduler == shunt::model::Scheduler::kSource;
  const bool ipv4 = service.vip.address().family() == shunt::net::Family::kIpv4;
  require((service.source_prefix != 0) == by_source, "a source prefix goes with the scheduler source");
  require(service.source_prefix <= (ipv4 ? 32 : 128), "a source prefix fits into an address");
  require(service.slow_start.count() >= 0 && service.slow_start <= shunt::model::kMaxSlowStart,
          "a slow start is in bounds");
  check_health(service);
  std::set<shunt::net::IpAddress> addresses;
  for (const auto& backend : service.backends) {
    require(backend.weight <= shunt::model::kMaxWeight, "a weight is in bounds");
    require(addresses.insert(backend.address).second, "a service has a backend once");
  }
}

void check_tracking(const shunt::model::Tracking& tracking) {
  using namespace std::chrono_literals;
  require(tracking.idle_tcp >= 10s && tracking.idle_tcp <= 7 * 24h, "idle_tcp is in bounds");
  require(tracking.idle_udp >= 5s && tracking.idle_udp <= 24h, "idle_udp is in bounds");
  require(tracking.drain >= 1s && tracking.drain <= 7 * 24h, "drain is in bounds");
  require(tracking.new_flows >= 1 && tracking.new_flows <= shunt::model::kMaxNewFlows, "new_flows is in bounds");
}

void check_config(const shunt::model::Config& config) {
  require(config.interfaces.size() <= shunt::model::kMaxInterfaces, "interfaces are in bounds");
  require(config.services.size() <= config.limits.services, "services are in bounds");
  require(config.limits.flows >= shunt::model::kMinFlows && config.limits.flows <= shunt::model::kMaxFlows,
          "flows are in bounds");
  require(config.tunnel.gue_port != 0, "GUE has a port");
  check_tracking(config.tracking);
  check_probes(config.probes);
  require(config.on_change.timeout.count() > 0, "a hook has time");
  std::set<std::string_view> names;
  for (const auto& service : config.services) {
    check_service(service);
    require(names.insert(service.name).second, "a service is there once");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Loaded loaded = shunt::config::parse(text, "fuzz");
  require(loaded.config.has_value() == loaded.errors.empty(), "there is a configuration or an error");
  check_diagnostics(loaded.errors, text);
  check_diagnostics(loaded.warnings, text);
  if (loaded.config) check_config(*loaded.config);
  return 0;
}
