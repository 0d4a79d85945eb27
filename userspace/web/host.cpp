// SPDX-License-Identifier: Apache-2.0
#include "web/host.h"

#include <algorithm>
#include <cctype>

#include "net/address.h"

namespace shunt::web {

namespace {

bool is_localhost(std::string_view name) {
  constexpr std::string_view kName = "localhost";
  if (name.ends_with('.')) name.remove_suffix(1);
  return std::ranges::equal(name, kName, [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
}

}  // namespace

bool is_host(std::string_view host) {
  return std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-._~%!$&'()*+,;=:[]").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_loopback_host(std::string_view host) {
  const bool bracketed = host.starts_with('[');
  const auto end = bracketed ? host.find(']') : host.find(':');
  const std::string_view name = host.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
  if (bracketed && end == std::string_view::npos) return false;
  const std::string_view rest = end == std::string_view::npos ? "" : host.substr(end + (bracketed ? 1 : 0));
  if (!rest.empty() && (rest[0] != ':' || rest.find_first_not_of("0123456789", 1) != std::string_view::npos))
    return false;
  if (is_localhost(name)) return !bracketed;
  const auto address = net::IpAddress::parse(name);
  static const auto loopback_ipv4 = net::IpPrefix::parse("127.0.0.0/8").value();
  static const auto loopback_ipv6 = net::IpAddress::parse("::1").value();
  return address && (loopback_ipv4.contains(*address) || *address == loopback_ipv6);
}

}  // namespace shunt::web
