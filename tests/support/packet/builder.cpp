// SPDX-License-Identifier: Apache-2.0
#include "support/packet/builder.h"

#include <utility>

#include "support/packet/serialize.h"

namespace shunt::packet {

Frame eth(const Ethernet& header) { return Frame(header); }

Frame& Frame::add(Layer layer) {
  layers_.push_back(std::move(layer));
  return *this;
}

Frame& Frame::vlan(std::uint16_t control, std::uint16_t type) {
  return add(Vlan{.control = control, .type = type});
}
Frame& Frame::vlan(const Vlan& tag) { return add(tag); }
Frame& Frame::ipv4(const Ipv4& header) { return add(header); }
Frame& Frame::ipv6(const Ipv6& header) { return add(header); }
Frame& Frame::extension(const Extension& header) { return add(header); }
Frame& Frame::hop_by_hop(std::uint8_t length) { return add(Extension{.type = kHopByHop, .length = length}); }
Frame& Frame::routing(std::uint8_t length) { return add(Extension{.type = kRouting, .length = length}); }

Frame& Frame::destination_options(std::uint8_t length) {
  return add(Extension{.type = kDestinationOptions, .length = length});
}

Frame& Frame::authentication(std::uint8_t length) {
  return add(Extension{.type = kAuthentication, .length = length});
}

Frame& Frame::fragment(std::uint16_t offset, bool more_fragments) {
  return add(Extension{.type = kFragment, .fragment_offset = offset, .more_fragments = more_fragments});
}

Frame& Frame::tcp(const Tcp& header) { return add(header); }
Frame& Frame::udp(const Udp& header) { return add(header); }
Frame& Frame::icmp(const Icmp& header) { return add(header); }
Frame& Frame::payload(std::string_view text) { return add(Payload{Bytes(text.begin(), text.end())}); }

Frame& Frame::payload(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return add(Payload{std::move(bytes)});
}

Frame& Frame::payload(const Bytes& bytes) { return add(Payload{bytes}); }

Frame& Frame::carrying(const Frame& inner) {
  for (const Layer& layer : inner.layers_)
    if (!std::holds_alternative<Ethernet>(layer) && !std::holds_alternative<Vlan>(layer)) layers_.push_back(layer);
  append(trailer_, inner.trailer_);
  return *this;
}

Frame& Frame::trailing(const Bytes& bytes) {
  append(trailer_, bytes);
  return *this;
}

Bytes Frame::bytes() const {
  Bytes behind;
  for (std::size_t i = layers_.size(); i-- > 0;) behind = serialize(layers_, i, std::move(behind));
  append(behind, trailer_);
  return behind;
}

Bytes truncated(const Bytes& frame, std::size_t size) {
  return {frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(std::min(size, frame.size()))};
}

}  // namespace shunt::packet
