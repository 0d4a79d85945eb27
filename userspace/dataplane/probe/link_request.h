// SPDX-License-Identifier: Apache-2.0
// Requests to rtnetlink that change links, addresses, routes and neighbours: RFC 3549, rtnetlink(7).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/unique_fd.h"
#include "net/address.h"

struct nlmsghdr;

namespace shunt::dataplane {

/// A rtnetlink socket of the namespace that the thread was in when it was opened.
class LinkSocket {
 public:
  static core::Result<LinkSocket> open();

  /// Sends a request and waits for the kernel's acknowledgement, which comes at once; `on_answer` gets what comes
  /// before it. @return 0 or an errno
  [[nodiscard]] int ask(nlmsghdr* request, const std::function<void(const nlmsghdr&)>& on_answer = nullptr);

  /// Whether an interface is there and up; if that cannot be asked, it is taken to be. Opens nothing.
  [[nodiscard]] bool is_up(const std::string& interface) const;

 private:
  explicit LinkSocket(core::UniqueFd fd) : fd_(std::move(fd)) {}
  core::UniqueFd fd_;
  std::uint32_t sequence_ = 0;
};

/// Both ends of a pair that is to be.
struct PairNames {
  std::string outer;
  std::string inner;
  net::MacAddress inner_mac;
  std::uint32_t mtu = 0;
};

// Each returns 0 or an errno.
int make_pair(LinkSocket& socket, const PairNames& names, int inner_namespace);
int delete_link(LinkSocket& socket, unsigned ifindex);
/// Up, and without addresses of its own making.
int bring_up(LinkSocket& socket, unsigned ifindex);
int add_address(LinkSocket& socket, unsigned ifindex, const net::IpAddress& address);
int remove_address(LinkSocket& socket, unsigned ifindex, const net::IpAddress& address);
/// Whether packets to `address` are taken in: of IPv6, some time after it was added.
bool takes_in(LinkSocket& socket, const net::IpAddress& address);
/// All of a family by `gateway`, whose MAC address is `mac` for ever.
int add_default_route(LinkSocket& socket, unsigned ifindex, const net::IpAddress& gateway,
                      const net::MacAddress& mac);

}  // namespace shunt::dataplane
