// SPDX-License-Identifier: Apache-2.0
// The neighbours that next hops need: which of them the kernel must be asked to resolve and to keep fresh, and
// what is known of each. Pure: it decides, the caller asks.
//
// Packets that XDP forwards do not touch the kernel's neighbour entries, which therefore go stale and unverified.
// So we have the kernel manage each entry (NTF_EXT_MANAGED, since Linux 5.16: probed every few seconds for as
// long as the flag stands). Older kernels ignore the flag, and such entries show up here as stale: retries() then
// lists them, and a request with NTF_USE has the kernel verify them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "route/neighbour.h"
#include "route/path.h"
#include "route/resolution.h"

namespace shunt::route {

struct NeighbourRequest {
  NeighbourKey key;
  bool create = false;  ///< we know of no entry; if there is one by now, it must be left alone
  bool operator==(const NeighbourRequest&) const = default;
};

class NeighbourWatch {
 public:
  using User = std::uint32_t;

  /// Who needs which neighbour: the whole truth. Costs O(n log n).
  void replace(const std::vector<std::pair<NeighbourKey, User>>& needs);

  /// An earlier instance's entries, found at the start: needed ones count as requested, others are released.
  void adopt(const NeighbourTable& table);

  /// The kernel's entry is gone: one that was of use is requested again at once.
  void on_removed(const NeighbourKey& key);

  /// The kernel's answer to a request: an errno, positive; 0 is success.
  void on_answer(const NeighbourKey& key, int error);

  /// Requests for neighbours that are newly needed.
  std::vector<NeighbourRequest> take_first_requests(const NeighbourTable& table);

  /// Once a second: requests for those without an answer, and for stale ones that the kernel does not manage.
  /// At most `limit`, in turn. What is probed without an answer thus costs one frame a second each.
  std::vector<NeighbourRequest> retries(const NeighbourTable& table, std::size_t limit);

  /// Entries that we requested and nobody needs any more: the kernel shall stop managing them.
  std::vector<NeighbourKey> take_releases() { return std::exchange(releases_, {}); }

  /// All that we requested.
  [[nodiscard]] std::vector<NeighbourKey> requested() const;

  [[nodiscard]] const std::vector<User>& users(const NeighbourKey& key) const;

  /// What `path` comes to with the neighbour's present state.
  ///
  /// A MAC address stays in use while the kernel resolves it anew, for instance after `ip neigh flush`: it is
  /// given up when the neighbour does not answer, not before.
  Resolution resolve(const Path& path, const NeighbourTable& table);

 private:
  struct Want {
    std::vector<User> users;
    bool requested = false;
    bool failed = false;                      ///< no answer to the last attempt, be another under way or not
    int refused = 0;                          ///< errno of the last request
    std::optional<net::MacAddress> last_mac;  ///< until it fails
  };

  static bool needs_request(const Want& want, const Neighbour* neighbour);

  std::map<NeighbourKey, Want> wants_;
  std::vector<NeighbourKey> first_;  // to be considered by take_first_requests()
  std::vector<NeighbourKey> releases_;
  NeighbourKey cursor_;  // retries() begins behind it
};

}  // namespace shunt::route
