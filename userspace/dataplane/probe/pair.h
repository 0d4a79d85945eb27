// SPDX-License-Identifier: Apache-2.0
// The namespace of the probes and the veth pair that leads into it.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "core/result.h"
#include "dataplane/probe/link_request.h"
#include "dataplane/probe/namespace.h"
#include "net/address.h"

namespace shunt::dataplane {

/// Ports that sockets in the namespace take if they do not ask for one; inclusive.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  bool operator==(const PortRange&) const = default;
};

class Pair {
 public:
  /// In the caller's namespace an interface `shunt-probe0` (or the first number that is free), in a new one
  /// `probe`, both up, without offloads; all packets of the inner one leave by it.
  static core::Result<std::unique_ptr<Pair>> make();
  ~Pair();  ///< removes both; the kernel does if we are killed
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  [[nodiscard]] const NetworkNamespace& inside() const { return inside_; }
  [[nodiscard]] const std::string& outer_name() const { return outer_name_; }
  [[nodiscard]] unsigned outer() const { return outer_; }
  [[nodiscard]] unsigned inner() const { return inner_; }

  /// Somebody removed it or set it down, and it has to be made again.
  [[nodiscard]] bool is_gone() const;

  core::Result<void> set_ports(PortRange ports);

  /// Addresses that sockets inside may send from; those of before that are not among them are taken away. Cost:
  /// some ms, of IPv6 until the kernel is ready, at most a second.
  core::Result<void> set_addresses(const std::set<net::IpAddress>& addresses);

  static constexpr std::uint32_t kMtu = 1500;

 private:
  explicit Pair(NetworkNamespace inside, LinkSocket outer_links)
      : inside_(std::move(inside)), outer_links_(std::move(outer_links)) {}
  core::Result<void> make_links();
  core::Result<void> set_up_inside();
  core::Result<void> wait_for(const net::IpAddress& address);

  NetworkNamespace inside_;
  LinkSocket outer_links_;
  std::unique_ptr<LinkSocket> inner_links_;
  std::string outer_name_;
  unsigned outer_ = 0;
  unsigned inner_ = 0;
  std::set<net::IpAddress> addresses_;
};

}  // namespace shunt::dataplane
