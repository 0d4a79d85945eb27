// SPDX-License-Identifier: Apache-2.0
// The decisions behind next hops, without a socket: it is told what the kernel says, and says what to ask it next
// and whose resolution that changed.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "route/decode.h"
#include "route/link_table.h"
#include "route/neighbour_watch.h"
#include "route/path.h"
#include "route/resolution.h"
#include "route/route.h"

namespace shunt::route {

class Resolver {
 public:
  /// The whole set; what is known of those that stay is kept.
  void watch(std::vector<net::IpAddress> backends);

  // What the kernel says. Returned: what that means for interfaces.
  std::optional<LinkEvent> apply(const LinkMessage& message);
  void apply(const NeighbourMessage& message);
  void apply(const RoutesChanged& message);
  std::vector<LinkEvent> replace_links(const std::vector<Link>& links);
  void replace_neighbours(NeighbourTable neighbours);

  /// Routes may have changed unseen.
  void ask_everything();

  /// Addresses whose route is to be looked up now; each is to be answer()ed.
  std::vector<net::IpAddress> take_questions();
  void answer(const net::IpAddress& backend, const RouteAnswer& answer);

  /// After the answers: what to ask of the kernel's neighbour table.
  struct Orders {
    std::vector<NeighbourRequest> requests;
    std::vector<NeighbourKey> releases;
  };
  Orders take_orders();
  void request_answered(const NeighbourKey& key, int error);  ///< errno, positive; 0 is success

  /// After the orders: backends whose resolution is another than when this was last called, in ascending order.
  std::vector<net::IpAddress> take_changed();

  /// About once a second: more questions and orders, for what is unresolved and against what was missed. A
  /// learned path MTU comes and goes without an event; every route is asked for again within kRounds ticks.
  void tick();

  /// Valid until the next call that is not const.
  [[nodiscard]] const Resolution& resolution(const net::IpAddress& backend) const;
  [[nodiscard]] const LinkTable& links() const { return links_; }
  [[nodiscard]] const NeighbourTable& neighbours() const { return neighbours_; }
  [[nodiscard]] std::vector<NeighbourKey> requested_neighbours() const { return wanted_.requested(); }

 private:
  static constexpr std::size_t kRounds = 30;
  static constexpr std::size_t kRetriesPerTick = 1024;

  struct Watched {
    net::IpAddress backend;
    std::optional<RouteAnswer> answer;
    std::variant<Path, Unresolved> path;
    Resolution resolution;
    unsigned last_device = 0;  ///< ifindex of the last path's interface: its failure explains a lost route
    bool ask = true;           ///< the route is to be looked up
    bool walk = true;          ///< `path` is to be computed anew
    bool decide = true;        ///< `resolution` is to be computed anew
  };

  Watched* find(const net::IpAddress& backend);
  void links_changed(const LinkEvent& event);
  void update_path(Watched& watched);
  void update_wanted();
  std::variant<Path, Unresolved> explained(const Watched& watched, Unresolved unresolved) const;
  void neighbour_changed(const NeighbourKey& key);
  [[nodiscard]] std::size_t place_of(const net::IpAddress& backend) const;

  std::vector<Watched> watched_;  // ascending by backend
  LinkTable links_;
  NeighbourTable neighbours_;
  NeighbourWatch wanted_;
  bool adopted_ = false;         // leftovers of an earlier instance have been looked for
  bool watching_ = false;        // watch() has been called
  bool wanted_is_stale_ = true;  // indices or neighbours of watched_ have changed
  bool retry_ = false;
  std::size_t cursor_ = 0;  // of tick()
};

}  // namespace shunt::route
