// SPDX-License-Identifier: Apache-2.0
#include "support/random/traffic.h"

#include "support/packet/builder.h"

namespace shunt::random {
namespace {

using packet::Bytes;
using packet::Frame;

/// What BPF_PROG_TEST_RUN takes in one page, less what mutate() adds.
constexpr std::size_t kLargestFrame = 3400;

std::uint8_t byte(Dice& dice) { return static_cast<std::uint8_t>(dice.bits()); }
std::uint16_t word(Dice& dice) { return static_cast<std::uint16_t>(dice.bits()); }

/// An address in or just outside of `prefix`.
net::IpAddress near(Dice& dice, const net::IpPrefix& prefix) {
  net::IpAddress::Bytes bytes = prefix.address().bytes();
  for (int bit = prefix.mapped_length(); bit < 128; ++bit)
    if (dice.chance(50)) bytes[static_cast<std::size_t>(bit / 8)] ^= static_cast<std::uint8_t>(0x80 >> (bit % 8));
  const bool ipv4 = prefix.address().family() == net::Family::kIpv4;
  if (dice.chance(10)) {
    const int bit = dice.between<int>(ipv4 ? 96 : 0, 127);
    bytes[static_cast<std::size_t>(bit / 8)] ^= static_cast<std::uint8_t>(0x80 >> (bit % 8));
  }
  return net::IpAddress(bytes);
}

net::IpAddress client(Dice& dice, net::Family family) {
  if (family == net::Family::kIpv4) return net::IpAddress::from_ipv4({203, 0, 113, byte(dice)});
  net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0x0c};
  for (std::size_t i = 6; i < 16; ++i) bytes[i] = byte(dice);
  return net::IpAddress(bytes);
}

/// A port at or beside an end of one of the service's ranges, or inside of it.
std::uint16_t near(Dice& dice, const model::PortRange& range) {
  switch (dice.below(8)) {
    case 0: return static_cast<std::uint16_t>(range.first - 1);
    case 1: return static_cast<std::uint16_t>(range.last + 1);
    case 2: return range.first;
    case 3: return range.last;
    case 4: return word(dice);
    default: return dice.between<std::uint16_t>(range.first, range.last);
  }
}

std::uint8_t random_ttl(Dice& dice) {
  return dice.chance(85) ? dice.between<std::uint8_t>(2, 255) : dice.between<std::uint8_t>(0, 2);
}

Bytes random_bytes(Dice& dice, std::size_t size) {
  Bytes bytes(size);
  for (std::uint8_t& value : bytes) value = byte(dice);
  return bytes;
}

void add_tags(Dice& dice, Frame& frame) {
  if (dice.chance(60)) return;
  const auto depth = dice.chance(90) ? dice.between<int>(1, 2) : 3;
  for (int i = 0; i < depth; ++i)
    frame.vlan(word(dice), dice.chance(50) ? packet::kTypeVlan : packet::kTypeServiceVlan);
}

void add_ipv4(Dice& dice, Frame& frame, const net::IpPrefix& vip) {
  packet::Ipv4 header{.source = client(dice, net::Family::kIpv4), .destination = near(dice, vip)};
  header.tos = dice.chance(50) ? 0 : byte(dice);
  header.id = word(dice);
  header.dont_fragment = dice.chance(50);
  header.ttl = random_ttl(dice);
  if (dice.chance(15)) header.options = random_bytes(dice, dice.between<std::size_t>(1, 10) * 4);
  if (dice.chance(5)) header.more_fragments = true;
  if (dice.chance(3)) header.fragment_offset = dice.between<std::uint16_t>(0, 0x1fff);
  if (dice.chance(3)) header.checksum = dice.pick<std::uint16_t>({0, 0xffff, 0xfeff, 0xff00, word(dice)});
  frame.ipv4(header);
}

void add_extensions(Dice& dice, Frame& frame) {
  if (dice.chance(60)) return;
  for (auto count = dice.chance(80) ? dice.between<int>(1, 3) : dice.between<int>(4, 8); count > 0; --count) {
    packet::Extension header;
    header.type = dice.pick({packet::kHopByHop, packet::kRouting, packet::kDestinationOptions,
                             packet::kDestinationOptions, packet::kAuthentication, packet::kFragment});
    header.length = dice.chance(95) ? dice.between<std::uint8_t>(0, 3) : byte(dice);
    if (dice.chance(25)) header.more_fragments = true;
    if (dice.chance(15)) header.fragment_offset = dice.between<std::uint16_t>(0, 0x1fff);
    frame.extension(header);
  }
}

void add_ipv6(Dice& dice, Frame& frame, const net::IpPrefix& vip) {
  frame.ipv6({.source = client(dice, net::Family::kIpv6),
              .destination = near(dice, vip),
              .traffic_class = dice.chance(50) ? std::uint8_t{0} : byte(dice),
              .flow_label = static_cast<std::uint32_t>(dice.bits()),
              .hop_limit = random_ttl(dice)});
  add_extensions(dice, frame);
}

void add_transport(Dice& dice, Frame& frame, const model::PortRange& range) {
  const std::uint16_t port = near(dice, range);
  const bool tcp = range.protocol ? (*range.protocol == net::Protocol::kTcp) != dice.chance(5) : dice.chance(50);
  if (dice.chance(7)) {
    frame.icmp({.type = dice.pick<std::uint8_t>({1, 2, 3, 4, 5, 8, 11, 12, 13, 127, 128, 129})});
  } else if (dice.chance(3)) {
    // Neither TCP nor UDP: what payload() announces is an experimental protocol.
  } else if (tcp) {
    packet::Tcp header{.source_port = word(dice), .destination_port = port, .flags = byte(dice)};
    if (dice.chance(30)) header.options = random_bytes(dice, dice.between<std::size_t>(1, 10) * 4);
    if (dice.chance(3)) header.data_offset = dice.between<std::uint8_t>(0, 15);
    frame.tcp(header);
  } else {
    packet::Udp header{.source_port = word(dice), .destination_port = port};
    if (dice.chance(3)) header.length = dice.chance(50) ? dice.between<std::uint16_t>(0, 40) : word(dice);
    frame.udp(header);
  }
}

std::size_t random_payload_size(Dice& dice) {
  switch (dice.below(10)) {
    case 0: return 0;
    case 1: return dice.between<std::size_t>(1300, 1500);
    case 2: return dice.between<std::size_t>(0, 1500);
    default: return dice.between<std::size_t>(0, 60);
  }
}

std::uint16_t probe_port(Dice& dice, const given::Probes& probes) {
  const auto last = static_cast<std::uint16_t>(probes.first_port + probes.ports - 1);
  return near(dice, {.first = probes.first_port, .last = std::max(probes.first_port, last), .protocol = {}});
}

/// One of `family`, or another one.
net::IpAddress pick(Dice& dice, const std::vector<net::IpAddress>& addresses, net::Family family) {
  const net::IpAddress address = addresses.empty() ? net::IpAddress{} : dice.pick(addresses);
  return address.family() == family && !dice.chance(5) ? address : client(dice, family);
}

void add_ends(Dice& dice, Frame& frame, const net::IpAddress& source, const net::IpAddress& destination) {
  if (source.family() == net::Family::kIpv4) {
    packet::Ipv4 header{.source = source, .destination = destination, .ttl = random_ttl(dice)};
    if (dice.chance(10)) header.options = random_bytes(dice, dice.between<std::size_t>(1, 10) * 4);
    if (dice.chance(5)) header.more_fragments = true;
    frame.ipv4(header);
  } else {
    frame.ipv6({.source = source, .destination = destination, .hop_limit = random_ttl(dice)});
    if (dice.chance(30)) add_extensions(dice, frame);
  }
}

/// The IP packet of a probe from `own` to `vip`, or the beginning of it, as an ICMP error quotes it.
Bytes random_quotation(Dice& dice, const given::Probes& probes, const net::IpAddress& own,
                       const net::IpAddress& vip) {
  Frame probe = packet::eth();
  add_ends(dice, probe, own, vip);
  const std::uint16_t port = probe_port(dice, probes);
  const std::uint8_t echo = own.family() == net::Family::kIpv4 ? 8 : 128;
  switch (dice.below(4)) {
    case 0: probe.tcp({.source_port = port}); break;
    case 1: probe.udp({.source_port = port}); break;
    case 2:
      probe.icmp({.type = dice.chance(90) ? echo : byte(dice), .rest = std::uint32_t{port} << 16 | word(dice)});
      break;
    default: probe.payload(random_bytes(dice, 20)); break;
  }
  Bytes bytes = probe.bytes();
  bytes.erase(bytes.begin(), bytes.begin() + 14);
  if (dice.chance(40)) bytes.resize(dice.between<std::size_t>(0, bytes.size()));
  return bytes;
}

/// An answer to a probe, or something that is nearly one.
void add_probe_answer(Dice& dice, Frame& frame, const given::Probes& probes) {
  const auto family = dice.chance(50) ? net::Family::kIpv4 : net::Family::kIpv6;
  const bool ipv4 = family == net::Family::kIpv4;
  const net::IpAddress own = pick(dice, probes.sources, family), vip = pick(dice, probes.vips, family);
  const auto kind = dice.below(4);
  add_ends(dice, frame, kind == 3 && dice.chance(80) ? client(dice, family) : vip, own);
  const std::uint16_t port = probe_port(dice, probes);
  const std::uint32_t rest = std::uint32_t{port} << 16 | word(dice);
  switch (kind) {
    case 0: frame.tcp({.source_port = 80, .destination_port = port}); break;
    case 1: frame.udp({.source_port = 53, .destination_port = port}); break;
    case 2: frame.icmp({.type = ipv4 ? std::uint8_t{0} : std::uint8_t{129}, .rest = rest}); break;
    default:
      frame.icmp({.type = dice.pick<std::uint8_t>({1, 3, 3, 4, 11})});
      frame.payload(random_quotation(dice, probes, own, vip));
      return;
  }
  if (dice.chance(80)) frame.payload(random_payload_size(dice));
}

}  // namespace

Bytes random_frame(Dice& dice, const given::State& state) {
  Frame frame = packet::eth();
  add_tags(dice, frame);
  const given::Service* service = state.services.empty() ? nullptr : &dice.pick(state.services);
  const model::PortRange range = service == nullptr ? model::PortRange{} : dice.pick(service->ports);
  const net::IpPrefix vip = service == nullptr ? net::IpPrefix{} : service->vip;
  if (dice.chance(1)) return frame.payload(random_bytes(dice, 46)).bytes();
  if (state.probes.ports != 0 && dice.chance(30)) {
    add_probe_answer(dice, frame, state.probes);
    if (dice.chance(20)) frame.trailing(random_bytes(dice, dice.between<std::size_t>(1, 60)));
    return packet::truncated(frame.bytes(), kLargestFrame);
  }
  if (vip.address().family() == net::Family::kIpv4) {
    add_ipv4(dice, frame, vip);
  } else {
    add_ipv6(dice, frame, vip);
  }
  add_transport(dice, frame, range);
  frame.payload(random_payload_size(dice));
  if (dice.chance(20)) frame.trailing(random_bytes(dice, dice.between<std::size_t>(1, 20)));
  return packet::truncated(frame.bytes(), kLargestFrame);
}

void mutate(Dice& dice, Bytes& frame) {
  switch (dice.below(4)) {
    case 0: frame.resize(dice.between<std::size_t>(14, frame.size())); return;
    case 1: frame.resize(dice.between<std::size_t>(14, std::min<std::size_t>(frame.size(), 110))); return;
    case 2: frame.resize(frame.size() + dice.between<std::size_t>(1, 64)); return;
    default: break;
  }
  const std::size_t headers = std::min<std::size_t>(frame.size(), 110);
  for (auto count = dice.between<int>(1, 3); count > 0; --count) {
    std::uint8_t& victim = frame[dice.between<std::size_t>(12, headers - 1)];
    victim = dice.chance(50) ? byte(dice) : static_cast<std::uint8_t>(victim ^ (1u << dice.below(8)));
  }
}

}  // namespace shunt::random
