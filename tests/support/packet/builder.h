// SPDX-License-Identifier: Apache-2.0
// Writes a frame as one would tell it: eth().vlan(7).ipv4({.ttl = 5}).tcp({.destination_port = 80}).payload("GET
// /").
#pragma once

#include <string_view>

#include "support/packet/layers.h"

namespace shunt::packet {

class Frame {
 public:
  explicit Frame(const Ethernet& ethernet) : layers_{ethernet} {}

  Frame& vlan(std::uint16_t control, std::uint16_t type = kTypeVlan);
  Frame& vlan(const Vlan& tag);
  Frame& ipv4(const Ipv4& header = {});
  Frame& ipv6(const Ipv6& header = {});
  Frame& extension(const Extension& header);
  Frame& hop_by_hop(std::uint8_t length = 0);
  Frame& routing(std::uint8_t length = 0);
  Frame& destination_options(std::uint8_t length = 0);
  Frame& authentication(std::uint8_t length = 4);
  Frame& fragment(std::uint16_t offset, bool more_fragments);
  Frame& tcp(const Tcp& header = {});
  Frame& udp(const Udp& header = {});
  Frame& icmp(const Icmp& header = {});
  Frame& payload(std::string_view text);
  Frame& payload(std::size_t size);  ///< bytes that count up from 0
  Frame& payload(const Bytes& bytes);

  /// The layers of `inner` behind its Ethernet header and tags: what an encapsulation carries.
  Frame& carrying(const Frame& inner);

  /// Bytes behind the packet that no length covers, as Ethernet pads short frames.
  Frame& trailing(const Bytes& bytes);

  /// The frame, with what was left open computed. Cost: one pass a layer.
  [[nodiscard]] Bytes bytes() const;

 private:
  Frame& add(Layer layer);

  std::vector<Layer> layers_;
  Bytes trailer_;
};

/// Begins a frame.
Frame eth(const Ethernet& header = {});

/// The first `size` bytes.
Bytes truncated(const Bytes& frame, std::size_t size);

}  // namespace shunt::packet
