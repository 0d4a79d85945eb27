// SPDX-License-Identifier: Apache-2.0
#include "config/addresses.h"

#include <array>
#include <string>

#include "config/scalars.h"

namespace shunt::config {
namespace {

struct SpecialRange {
  net::IpPrefix prefix;
  std::string_view name;  ///< "is ... address"
};

/// Ranges of which no address can be a VIP or backend (RFC 6890; RFC 4291, 2.4; RFC 1122, 3.2.1.3).
const std::array<SpecialRange, 9>& special_ranges() {
  static const auto prefix = [](std::string_view text) { return net::IpPrefix::parse(text).value(); };
  static const std::array<SpecialRange, 9> ranges{{
      {prefix("0.0.0.0/8"), "an unspecified"},
      {prefix("127.0.0.0/8"), "a loopback"},
      {prefix("224.0.0.0/4"), "a multicast"},
      {prefix("255.255.255.255"), "a broadcast"},
      {prefix("::"), "an unspecified"},
      {prefix("::1"), "a loopback"},
      {prefix("::/16"), "a reserved"},
      {prefix("fe80::/10"), "a link-local"},
      {prefix("ff00::/8"), "a multicast"},
  }};
  return ranges;
}

bool refuse_special(Node node, std::string_view key, const net::IpPrefix& prefix, Findings& findings) {
  for (const auto& range : special_ranges()) {
    const bool inside = range.prefix.contains(prefix);
    if (!inside && !prefix.contains(range.prefix)) continue;
    const auto& smaller = inside ? prefix : range.prefix;
    std::string relation = inside ? (prefix.is_single_address() ? " is " : " lies in ")
                                  : " contains " + range.prefix.to_string() + ", ";
    findings.error(node.place(),
                   std::string(key) + ": " + prefix.to_string() + relation + std::string(range.name) +
                       (smaller.is_single_address() ? " address" : " range") + "; expected unicast addresses");
    return true;
  }
  return false;
}

/// What is wrong with a text that is no address, if it is a common mistake.
std::string_view address_remedy(std::string_view text) {
  if (net::IpPrefix::parse(text)) return "; leave the prefix length out";
  const auto colon = text.rfind(':');
  const bool with_port = colon != std::string_view::npos && net::IpAddress::parse(text.substr(0, colon)) &&
                         text.find('.') != std::string_view::npos;
  return with_port ? "; leave the port out, packets keep the port that they were sent to" : "";
}

}  // namespace

std::optional<net::IpPrefix> read_prefix(Node node, std::string_view key, Findings& findings) {
  constexpr std::string_view kExpected = "an IPv4 or IPv6 address or prefix";
  const auto text = read_text(node, key, kExpected, findings);
  if (!text) return std::nullopt;
  const auto prefix = net::IpPrefix::parse(*text);
  if (!prefix) {
    report_unexpected(node, key, kExpected, findings);
    return std::nullopt;
  }
  if (prefix->has_host_bits()) {
    findings.error(node.place(), std::string(key) + ": " + prefix->to_string() + " has host bits set; expected " +
                                     prefix->without_host_bits().to_string() + " or " +
                                     prefix->address().to_string());
    return std::nullopt;
  }
  if (refuse_special(node, key, *prefix, findings)) return std::nullopt;
  return prefix;
}

std::optional<net::IpAddress> read_address(Node node, std::string_view key, Findings& findings) {
  constexpr std::string_view kExpected = "an IPv4 or IPv6 address";
  const auto text = read_text(node, key, kExpected, findings);
  if (!text) return std::nullopt;
  const auto address = net::IpAddress::parse(*text);
  if (!address) {
    findings.error(node.place(), std::string(key) + ": expected " + std::string(kExpected) + ", found " +
                                     describe(node) + std::string(address_remedy(*text)));
    return std::nullopt;
  }
  const net::IpPrefix single(*address, address->family() == net::Family::kIpv4 ? 32 : 128);
  if (refuse_special(node, key, single, findings)) return std::nullopt;
  return address;
}

void report_second_source(Node node, net::Family family, const std::string& source, const std::string& known,
                          Findings& findings) {
  findings.error(node.place(), "source: a second " + std::string(net::to_string(family)) + " source, " + source +
                                   "; expected at most one per family, and " + known + " is there already");
}

std::optional<ListenAddress> read_listener(Node node, std::string_view key, Findings& findings) {
  constexpr std::string_view kExpected = "ADDRESS:PORT, as 127.0.0.1:9977 or [::1]:9977";
  const auto text = read_text(node, key, kExpected, findings);
  if (!text) return std::nullopt;
  const auto colon = text->rfind(':');
  const auto host = text->substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const auto address = net::IpAddress::parse(bracketed ? host.substr(1, host.size() - 2) : host);
  const auto port = colon == std::string_view::npos ? std::nullopt : parse_whole_number(text->substr(colon + 1));
  const bool form_fits = address && bracketed == (address->family() == net::Family::kIpv6);
  if (!form_fits || !port || *port == 0 || *port > 65535) {
    report_unexpected(node, key, kExpected, findings);
    return std::nullopt;
  }
  return ListenAddress{*address, static_cast<std::uint16_t>(*port)};
}

}  // namespace shunt::config
