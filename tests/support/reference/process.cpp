// SPDX-License-Identifier: Apache-2.0
#include "support/reference/process.h"

#include <algorithm>
#include <optional>

#include "shunt/reasons.h"
#include "support/packet/layers.h"
#include "support/reference/flow_hash.h"
#include "support/reference/forward.h"
#include "support/reference/lookup.h"
#include "support/reference/parse.h"
#include "support/reference/probe_answer.h"

namespace shunt::reference {
namespace {

using outcome::Counters;
using outcome::Verdict;

/// What a packet that no service may take means if it is addressed to a VIP.
struct Complaint {
  shunt_reason reason;
  Verdict verdict;
};

std::optional<Complaint> complaint_of(const Packet& packet) {
  const bool ipv4 = packet.family == net::Family::kIpv4;
  switch (packet.kind) {
    case Kind::kInvalid:
      return Complaint{ipv4 ? SHUNT_REASON_IPV4_HEADER_INVALID : SHUNT_REASON_IPV6_HEADER_INVALID, Verdict::kDrop};
    case Kind::kPortsCutOff:
      return Complaint{
          packet.protocol == packet::kTcp ? SHUNT_REASON_TCP_HEADER_INVALID : SHUNT_REASON_UDP_HEADER_INVALID,
          Verdict::kDrop};
    case Kind::kLaterFragment: return Complaint{SHUNT_REASON_LATER_FRAGMENT, Verdict::kPass};
    case Kind::kIcmpError: return Complaint{SHUNT_REASON_ICMP_ERROR, Verdict::kPass};
    case Kind::kExtensionLimit: return Complaint{SHUNT_REASON_EXTENSION_LIMIT, Verdict::kPass};
    case Kind::kEchoReply:
    case Kind::kOther:
    case Kind::kTransport: break;
  }
  return std::nullopt;
}

/// RFC 9293, 3.1 and RFC 768: the header is whole and its own length is possible.
bool transport_header_is_sound(packet::View frame, const Packet& packet) {
  const std::size_t size = packet.ip_end() - packet.transport_offset;
  if (packet.protocol == packet::kTcp) {
    if (size < 20) return false;
    const std::size_t header = (packet::load8(frame, packet.transport_offset + 12) >> 4) * 4u;
    return header >= 20 && header <= size;
  }
  if (size < 8) return false;
  const std::size_t length = packet::load16(frame, packet.transport_offset + 4);
  return length >= 8 && length <= size;
}

const given::Interface* interface_of(const given::State& state, std::uint32_t ifindex) {
  const auto found = std::find_if(state.interfaces.begin(), state.interfaces.end(),
                                  [&](const given::Interface& interface) { return interface.ifindex == ifindex; });
  return found == state.interfaces.end() ? nullptr : &*found;
}

/// One frame and what it is judged by.
struct Arrival {
  const given::State& state;
  packet::View frame;
  std::uint32_t ingress;
  const Packet& packet;
  Counters& counters;
};

/// Why the packet cannot go to the backend, if so.
shunt_reason obstacle(const Arrival& arrival, const given::Service& service, const given::Backend& backend) {
  if (!backend.next_hop || backend.next_hop->mtu == 0) return SHUNT_REASON_NEXT_HOP_UNRESOLVED;
  const given::NextHop& hop = *backend.next_hop;
  const std::size_t length = arrival.packet.ip_length + overhead(service.forwarding, backend.address.family());
  if (length > hop.mtu) return SHUNT_REASON_TOO_BIG;
  const given::Interface* egress = interface_of(arrival.state, hop.ifindex);
  if (hop.ifindex != arrival.ingress && (egress == nullptr || !egress->can_transmit))
    return SHUNT_REASON_EGRESS_MISSING;
  return SHUNT_REASON_NONE;
}

Decision drop(shunt_reason reason, const Arrival& arrival, const given::Service& service) {
  Counters::count(arrival.counters.reasons, reason, arrival.frame.size());
  Counters::count(arrival.counters.services, service.id, arrival.packet.ip_length);
  return {Verdict::kDrop, {}};
}

Decision serve(const Arrival& arrival, const given::Service& service) {
  const Packet& packet = arrival.packet;
  if (packet.first_fragment) return drop(SHUNT_REASON_FRAGMENT, arrival, service);
  if (!transport_header_is_sound(arrival.frame, packet))
    return drop(
        packet.protocol == packet::kTcp ? SHUNT_REASON_TCP_HEADER_INVALID : SHUNT_REASON_UDP_HEADER_INVALID,
        arrival, service);
  if (packet.ttl <= 1) return drop(SHUNT_REASON_TTL_EXPIRED, arrival, service);
  if (service.table.empty()) return drop(SHUNT_REASON_NO_BACKEND, arrival, service);
  const std::uint64_t hash = flow_hash(packet, arrival.state.seed);
  const std::uint32_t slot = slot_of(hash, static_cast<std::uint32_t>(service.table.size()));
  const given::Backend& backend = service.backends[service.table[slot]];
  if (const shunt_reason reason = obstacle(arrival, service, backend); reason != SHUNT_REASON_NONE)
    return drop(reason, arrival, service);
  Counters::count(arrival.counters.backends, backend.id, packet.ip_length);
  return {backend.next_hop->ifindex == arrival.ingress ? Verdict::kTransmit : Verdict::kRedirect,
          forwarded(arrival.frame, packet, hash, service, backend, arrival.state.tunnel)};
}

/// To the probes, as it came; to the host if they have gone meanwhile.
Decision to_probes(const given::State& state) {
  return {state.probes.has_egress ? Verdict::kRedirect : Verdict::kPass, {}, true};
}

/// Nothing: the packet concerns no service, and nobody counts it.
std::optional<Decision> decide(const Arrival& arrival) {
  const Packet& packet = arrival.packet;
  const bool is_answer = answers_probe(arrival.state, arrival.frame, packet);
  if (is_answer && packet.kind != Kind::kTransport) return to_probes(arrival.state);
  if (const auto complaint = complaint_of(packet)) {
    if (!is_vip(arrival.state, packet.destination, packet.family)) return std::nullopt;
    Counters::count(arrival.counters.reasons, complaint->reason, arrival.frame.size());
    return Decision{complaint->verdict, {}};
  }
  if (packet.kind != Kind::kTransport) return std::nullopt;
  const given::Service* service = find_service(arrival.state, packet);
  if (service == nullptr) return is_answer ? std::optional(to_probes(arrival.state)) : std::nullopt;
  return serve(arrival, *service);
}

}  // namespace

Decision process(const given::State& state, packet::View frame, std::uint32_t ingress, Counters& counters) {
  Decision decision;
  if (const std::optional<Packet> packet = parse(frame))
    decision = decide({state, frame, ingress, *packet, counters}).value_or(Decision{});
  if (decision.frame.empty()) decision.frame.assign(frame.begin(), frame.end());
  counters.count_frame(interface_of(state, ingress) == nullptr ? 0 : ingress, decision.verdict, frame.size());
  return decision;
}

}  // namespace shunt::reference
