// SPDX-License-Identifier: Apache-2.0
// explain and capture. What no packet can be is wrong usage here; the controller is not asked.
#include <limits>

#include "cli/definitions.h"
#include "cli/options.h"
#include "cli/quantity.h"

namespace shunt::cli {
namespace {

constexpr std::uint64_t kLongestPacket = control::Question::kLargestFrame - 14;  // behind the Ethernet header
constexpr std::uint64_t kMostSample = 1'000'000'000;

CLI::Option* add_endpoint(CLI::App& command, const std::string& name, std::optional<net::NamedEndpoint>& value) {
  return add_read(command, name, "ADDRESS:PORT such as 192.0.2.10:80 or [2001:db8::10]:80",
                  [&value](const std::string& text) {
                    value = net::parse_endpoint(text);
                    return value.has_value();
                  });
}

std::uint64_t shortest_packet(const ExplainCommand& command) {
  const bool ipv4 = command.to->address.family() == net::Family::kIpv4;
  return (ipv4 ? 20U : 40U) + (command.protocol == net::Protocol::kTcp ? 20U : 8U);
}

/// What single options cannot say.
void check_packet(const ExplainCommand& command) {
  if (command.packet) return;
  if (!command.from || !command.to)
    throw CLI::ValidationError("which packet? Use --from ADDR:PORT --to ADDR:PORT, or --packet FILE");
  if (command.from->address.family() != command.to->address.family())
    throw CLI::ValidationError("--from and --to must both be IPv4 or both be IPv6");
  if (command.established && command.protocol == net::Protocol::kUdp)
    throw CLI::ValidationError("--established is for TCP; UDP has no connections");
  const auto least = shortest_packet(command);
  if (command.length != 0 && command.length < least)
    throw CLI::ValidationError("--length: the headers alone have " + std::to_string(least) + " bytes, found " +
                               std::to_string(command.length));
}

bool is_verdict(const std::string& word) { return word == "forwarded" || word == "dropped" || word == "passed"; }

}  // namespace

void define_explain(CLI::App& app, Command& chosen) {
  const auto [explain, command] = define<ExplainCommand>(app, "explain", chosen);
  auto& value = *command;
  CLI::Option* const from = add_endpoint(*explain, "--from", value.from);
  CLI::Option* const to = add_endpoint(*explain, "--to", value.to);
  from->needs(to);
  to->needs(from);
  CLI::Option* const protocol = add_read(*explain, "--proto", "tcp or udp", [&value](const std::string& text) {
    value.protocol = text == "udp" ? net::Protocol::kUdp : net::Protocol::kTcp;
    return text == "tcp" || text == "udp";
  });
  CLI::Option* const established = explain->add_flag("--established", value.established);
  CLI::Option* const length = add_whole(*explain, "--length", kLongestPacket, value.length);
  CLI::Option* const packet = explain->add_option("--packet", value.packet);
  for (CLI::Option* const option : {from, to, protocol, established, length}) packet->excludes(option);
  add_whole(*explain, "--frame", std::numeric_limits<std::uint64_t>::max(), value.frame)->needs(packet);
  explain->add_option("--interface", value.interface);
  explain->add_option("--if-reloaded", value.if_reloaded);
  explain->callback([kept = command, &chosen] {
    check_packet(*kept);
    chosen = *kept;
  });
}

void define_capture(CLI::App& app, Command& chosen) {
  using control::CaptureRequest;
  const auto [capture, command] = define<CaptureCommand>(app, "capture", chosen);
  auto& value = *command;
  auto& request = value.request;
  capture->add_option("-w", value.file)->required();
  CLI::Option* const service = capture->add_option("--service", request.service);
  add_text(*capture, "--backend", wrong_address, [&request](const std::string& text) {
    request.backend = net::IpAddress::parse(text);
  })->needs(service);
  add_text(*capture, "--client", wrong_prefix,
           [&request](const std::string& text) { request.client = net::IpPrefix::parse(text); });
  const auto wrong_verdict = [](const std::string& word) {
    return is_verdict(word) ? "" : "expected forwarded, dropped or passed, found \"" + word + "\"";
  };
  capture->add_option("--verdict", request.verdicts)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Validator(wrong_verdict, ""));
  capture->add_option("--reason", request.reasons)->delimiter(',')->allow_extra_args(false);
  capture->add_flag("--all", request.all);
  add_whole(*capture, "--sample", kMostSample, request.sample);
  add_whole(*capture, "--rate", CaptureRequest::kMostPerSecond, request.per_second);
  CLI::Option* const full = capture->add_flag("--full", value.full);
  add_whole(*capture, "--bytes", CaptureRequest::kMostBytes, request.bytes)->excludes(full);
  add_whole(*capture, "--count", std::numeric_limits<std::uint32_t>::max(), request.count);
  add_read(*capture, "--for", "a time such as 90s or 10m", [&value](const std::string& text) {
    value.time = parse_duration(text);
    return value.time && value.time->count() > 0;
  });
}

}  // namespace shunt::cli
