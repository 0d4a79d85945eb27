// SPDX-License-Identifier: Apache-2.0
// Any bytes as a rtnetlink datagram: no crash, and what the resolver makes of it stays within its promises.
#include <cstdint>
#include <vector>

#include "require.h"
#include "route/decode.h"
#include "route/resolver.h"

namespace {

using namespace shunt::route;
using shunt::net::IpAddress;

void tell(Resolver& resolver, const Event& event) {
  if (const auto* link = std::get_if<LinkMessage>(&event)) {
    resolver.apply(*link);
  } else if (const auto* neighbour = std::get_if<NeighbourMessage>(&event)) {
    resolver.apply(*neighbour);
  } else if (const auto* routes = std::get_if<RoutesChanged>(&event)) {
    resolver.apply(*routes);
  }
}

void check(const Resolver& resolver, const IpAddress& backend) {
  const Resolution& resolution = resolver.resolution(backend);
  if (const auto* unresolved = std::get_if<Unresolved>(&resolution)) {
    require(!unresolved->reason.empty(), "an unresolved next hop has a reason");
    return;
  }
  const auto& hop = std::get<NextHop>(resolution);
  require(resolver.links().find(hop.ifindex) != nullptr, "a next hop leaves by an interface that is there");
  require(hop.destination != shunt::net::MacAddress{}, "a next hop has a MAC address");
  require(!hop.vlan || *hop.vlan < 4096, "a tag has 12 bits");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> datagram(data, data + size);  // aligned, as the socket's buffer is
  const IpAddress backend = *IpAddress::parse("192.0.2.2");
  const IpAddress other = *IpAddress::parse("2001:db8::2");
  Resolver resolver;
  resolver.watch({backend, other});
  split(datagram, [&](const Message& message) {
    tell(resolver, decode_event(message));
    for (const IpAddress& question : resolver.take_questions())
      resolver.answer(question, decode_route_answer(message, question.family()));
    for (const NeighbourRequest& request : resolver.take_orders().requests)
      resolver.request_answered(request.key, decode_error(message).value_or(0));
    resolver.take_changed();
    resolver.tick();
    check(resolver, backend);
    check(resolver, other);
  });
  return 0;
}
