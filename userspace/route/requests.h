// SPDX-License-Identifier: Apache-2.0
// The messages that we send to the kernel, as bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "net/address.h"
#include "route/neighbour.h"

namespace shunt::route {

/// Messages one behind the other, as one send() takes them.
class RequestBuffer {
 public:
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

  /// Which way would a packet of this host to `destination` go (RTM_GETROUTE)?
  void look_up_route(std::uint32_t sequence, const net::IpAddress& destination);

  /// Resolve the neighbour now, and keep it fresh from now on. With `create`, EEXIST if there is an entry already;
  /// without, ENOENT if there is none.
  void resolve_neighbour(std::uint32_t sequence, const NeighbourKey& key, bool create);

  /// Leave the entry to the kernel, as if only its own traffic had made it. ENOENT if there is none.
  void release_neighbour(std::uint32_t sequence, const NeighbourKey& key);

  void delete_neighbour(std::uint32_t sequence, const NeighbourKey& key);

  /// The present entry; ENOENT if there is none.
  void get_neighbour(std::uint32_t sequence, const NeighbourKey& key);

  void dump_links(std::uint32_t sequence);
  void dump_neighbours(std::uint32_t sequence);

 private:
  class Writer;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace shunt::route
