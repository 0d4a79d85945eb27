// SPDX-License-Identifier: Apache-2.0
#include "config/ports.h"

#include <array>
#include <string>

#include "config/scalars.h"
#include "config/suggest.h"

namespace shunt::config {
namespace {

constexpr std::string_view kExpected = "PORT, FIRST-LAST or any, alone or with /tcp or /udp";

core::Error unexpected(std::string_view text) {
  return core::Error("expected " + std::string(kExpected) + ", found " + in_quotes(text));
}

core::Result<std::uint16_t> parse_port(std::string_view text, std::string_view whole) {
  const auto number = parse_whole_number(text);
  if (!number) return unexpected(whole);
  if (*number == 0 || *number > 65535)
    return core::Error("no port has the number " + std::string(text) + "; expected 1 to 65535");
  return static_cast<std::uint16_t>(*number);
}

core::Result<net::Protocol> parse_protocol(std::string_view text) {
  constexpr std::array<std::string_view, 2> kNames{"tcp", "udp"};
  if (text == kNames[0]) return net::Protocol::kTcp;
  if (text == kNames[1]) return net::Protocol::kUdp;
  return core::Error("unknown protocol " + in_quotes(text) + suggestion(text, kNames));
}

}  // namespace

core::Result<model::PortRange> parse_ports(std::string_view text) {
  model::PortRange range;
  const auto slash = text.find('/');
  const auto numbers = text.substr(0, slash);
  if (numbers != "any") {
    const auto dash = numbers.find('-');
    const auto first = parse_port(numbers.substr(0, dash), text);
    if (!first) return first.error();
    const auto last = dash == std::string_view::npos ? first : parse_port(numbers.substr(dash + 1), text);
    if (!last) return last.error();
    range.first = *first;
    range.last = *last;
  }
  if (slash != std::string_view::npos) {
    const auto protocol = parse_protocol(text.substr(slash + 1));
    if (!protocol) return protocol.error();
    range.protocol = *protocol;
  }
  if (range.first > range.last)
    return core::Error("the range " + std::string(numbers) + " is reversed; expected " +
                       std::to_string(range.last) + "-" + std::to_string(range.first));
  return range;
}

std::optional<model::PortRange> read_ports(Node node, std::string_view key, Findings& findings) {
  const auto text = read_text(node, key, kExpected, findings);
  if (!text) return std::nullopt;
  const auto range = parse_ports(*text);
  if (range) return *range;
  findings.error(node.place(), std::string(key) + ": " + range.error().message());
  return std::nullopt;
}

}  // namespace shunt::config
