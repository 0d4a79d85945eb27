// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "control/flow_views.h"
#include "net/address.h"

namespace shunt::control {

/// Which clients have most flows, in bounded memory however many clients there are. Exact up to `capacity` of
/// them; beyond it, small counts are thrown away now and then, and what a client may have lost is known (Misra and
/// Gries, "Finding repeated elements", 1982; by halves, so that a flow costs the same on average). Pure.
class ClientCounts {
 public:
  explicit ClientCounts(std::size_t capacity) : capacity_(capacity) {}

  void add(const net::IpAddress& client);

  /// The `most` with most flows, the largest first; of equals the lower address.
  [[nodiscard]] std::vector<FlowsOfClient> top(std::size_t most, int length) const;

 private:
  void shrink();

  std::size_t capacity_;
  std::unordered_map<net::IpAddress, std::uint64_t> counts_;
  std::uint64_t lost_ = 0;  ///< at most so many flows of each client are not in its count
};

/// The client as it is counted: with the bits behind the prefix zero; see FlowQuestion::client_length.
net::IpPrefix counted_prefix(const net::IpAddress& client, int length);

}  // namespace shunt::control
