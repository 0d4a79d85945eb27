// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "net/address.h"

namespace shunt::dataplane {

/// What the packets of a flow have shown so far.
enum class FlowPhase : std::uint8_t {
  kUnconfirmed,  ///< TCP: only a SYN was seen
  kEstablished,  ///< TCP: something after the SYN was seen, and neither FIN nor RST
  kClosing,      ///< TCP: a FIN or RST was seen; packets may still come
  kUdp,
};

/// A flow as the flow table has it. When it began is not recorded.
struct RecordedFlow {
  net::IpAddress client;
  net::IpAddress vip;
  std::uint16_t client_port = 0;
  std::uint16_t vip_port = 0;
  std::uint8_t protocol = 0;  ///< of IP: 6 or 17
  FlowPhase phase = FlowPhase::kUdp;
  std::uint32_t backend = 0;  ///< its id
  std::uint32_t service = 0;  ///< id of the service by whose slot it was found last
  std::uint32_t slot = 0;     ///< of that service's table
  std::uint32_t idle = 0;     ///< seconds of control.clock since its last packet
  std::size_t place = 0;      ///< in the table, counted over all buckets
};

}  // namespace shunt::dataplane
