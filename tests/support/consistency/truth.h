// SPDX-License-Identifier: Apache-2.0
// What a balancer promises, and nothing of how it keeps it: a flow goes to one backend as long as that is there
// and the flow is not silent longer than the limit of what has been seen of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "net/address.h"

namespace shunt::consistency {

/// Seconds of silence after which a flow may be forgotten.
struct Limits {
  std::uint32_t tcp = 0;
  std::uint32_t udp = 0;
  std::uint32_t handshake = 0;  ///< a SYN, and nothing after it
  std::uint32_t closing = 0;    ///< a FIN
};

/// One flow, as its client sees it.
struct Flow {
  std::string service;
  bool udp = false;
  bool confirmed = false;  ///< a packet after the SYN was answered
  bool closing = false;
  net::IpAddress backend;
  std::uint32_t last = 0;     ///< clock of its last packet
  std::uint64_t epoch = 0;    ///< of the backend then
  std::uint64_t version = 0;  ///< of the configuration in which it began
};

/// When backends were lost.
class Truth {
 public:
  explicit Truth(const Limits& limits) : limits_(limits) {}

  /// From now on no flow must stay with the backend, be it back at once.
  void lost(const std::string& service, const net::IpAddress& backend) { ++epochs_[{service, backend}]; }

  /// How long the flow may be silent now.
  [[nodiscard]] std::uint32_t limit(const Flow& flow) const;

  /// Whether the flow may move with its next packet.
  [[nodiscard]] bool is_free(const Flow& flow, std::uint32_t clock) const;

  /// A packet of the flow went to `backend` (nothing: it was dropped). @return whether that was allowed. The flow
  /// is there from now on.
  bool went(Flow& flow, const std::optional<net::IpAddress>& backend, std::uint32_t clock) const;

 private:
  [[nodiscard]] std::uint64_t epoch(const Flow& flow) const;

  Limits limits_;
  std::map<std::pair<std::string, net::IpAddress>, std::uint64_t> epochs_;
};

}  // namespace shunt::consistency
