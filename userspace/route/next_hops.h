// SPDX-License-Identifier: Apache-2.0
// The next hops of backends, by rtnetlink, kept up to date; and the interfaces, since they come by the same way.
// docs/next-hops.md says what is resolved how.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "core/result.h"
#include "net/address.h"
#include "route/exchange.h"
#include "route/link_table.h"
#include "route/netlink_socket.h"
#include "route/resolution.h"
#include "route/resolver.h"

namespace shunt::route {

/// No thread, no loop and no clock of its own: call on_readable() when fd() is readable, refresh() about once a
/// second. No call waits for the network. Needs CAP_NET_ADMIN to have neighbours resolved; without it, only those
/// that the host itself talks to are found.
class NextHops {
 public:
  /// Reads interfaces and neighbours of the calling thread's network namespace, and stays with that namespace.
  /// `event_buffer` is the room for events that were not read yet, in bytes.
  static core::Result<std::unique_ptr<NextHops>> open(std::size_t event_buffer = kEventBuffer);

  /// Leaves all neighbours to the kernel again.
  ~NextHops();
  NextHops(const NextHops&) = delete;
  NextHops& operator=(const NextHops&) = delete;

  [[nodiscard]] int fd() const { return events_.fd(); }

  // Each returns the backends whose resolution has changed, the newly watched among them, in ascending order.

  /// The whole set of backends; replaces the former one. Looks up the routes of the new ones: about 15 us each.
  [[nodiscard]] std::vector<net::IpAddress> watch(std::vector<net::IpAddress> backends);

  /// Reads pending events, at most kDatagrams at once: fd() stays readable while there are more. When events
  /// were lost, reads everything anew instead, so that no change is missed.
  [[nodiscard]] std::vector<net::IpAddress> on_readable();

  /// Tries again what is unresolved, has stale neighbours verified, and asks anew for some of the routes.
  [[nodiscard]] std::vector<net::IpAddress> refresh();

  /// Valid until the next call that is not const. Of an address that is not watched: Unresolved.
  [[nodiscard]] const Resolution& resolution(const net::IpAddress& backend) const {
    return resolver_.resolution(backend);
  }

  [[nodiscard]] const LinkTable& links() const { return resolver_.links(); }

  /// What happened to interfaces since this was last called, in order; links() already says the outcome.
  [[nodiscard]] std::vector<LinkEvent> take_link_events() { return std::exchange(link_events_, {}); }

  /// Why resolutions may be out of date, if the kernel does not answer; for `status`. Tried again by refresh().
  [[nodiscard]] const std::optional<core::Error>& trouble() const { return trouble_; }

 private:
  static constexpr std::size_t kEventBuffer = 4UL * 1024 * 1024;
  static constexpr int kDatagrams = 16'384;

  NextHops(NetlinkSocket events, NetlinkSocket questions);

  core::Result<void> read_everything();
  core::Result<void> read_links();
  core::Result<void> read_neighbours();
  core::Result<void> read_events();
  core::Result<bool> drain_events();
  void apply(const Event& event);
  void follow_up();
  core::Result<void> settle();
  core::Result<void> ask_routes();
  core::Result<void> request_neighbours(const std::vector<NeighbourRequest>& requests);
  core::Result<void> get_neighbours(const std::vector<NeighbourRequest>& requests);
  core::Result<void> release_neighbours(const std::vector<NeighbourKey>& keys);

  NetlinkSocket events_;
  Exchange questions_;
  Resolver resolver_;
  std::vector<LinkEvent> link_events_;
  std::optional<core::Error> trouble_;
  bool lost_ = false;  // events were missed: everything is to be read anew
};

}  // namespace shunt::route
