// SPDX-License-Identifier: Apache-2.0
// Addresses that a load balancer can use: unicast, with host bits zero in prefixes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/document.h"
#include "config/findings.h"
#include "net/address.h"

namespace shunt::config {

/// An address or a prefix without host bits, none of whose addresses is unspecified, loopback, multicast,
/// broadcast, link-local (IPv6: it would need an interface) or reserved (::/16, which holds the IPv4-mapped ones).
std::optional<net::IpPrefix> read_prefix(Node node, std::string_view key, Findings& findings);

/// A single such address.
std::optional<net::IpAddress> read_address(Node node, std::string_view key, Findings& findings);

/// Says of a source that another one of its family, `known`, is there already.
void report_second_source(Node node, net::Family family, const std::string& source, const std::string& known,
                          Findings& findings);

/// The address and port of a listener: "127.0.0.1:9977", "[::1]:9977".
struct ListenAddress {
  net::IpAddress address;
  std::uint16_t port = 0;
};
std::optional<ListenAddress> read_listener(Node node, std::string_view key, Findings& findings);

}  // namespace shunt::config
