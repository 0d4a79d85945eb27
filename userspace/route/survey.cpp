// SPDX-License-Identifier: Apache-2.0
#include "route/survey.h"

#include <string>
#include <utility>

#include "route/decode.h"
#include "route/exchange.h"
#include "route/reasons.h"

namespace shunt::route {
namespace {

constexpr std::size_t kBuffer = 1024UL * 1024;

core::Result<LinkTable> read_links(Exchange& questions) {
  std::vector<Link> links;
  auto read = questions.dump([](RequestBuffer& buffer, std::uint32_t sequence) { buffer.dump_links(sequence); },
                             [&] { links.clear(); },
                             [&](const Message& message) {
                               const auto event = decode_event(message);
                               if (const auto* decoded = std::get_if<LinkMessage>(&event))
                                 links.push_back(decoded->link);
                             });
  if (!read) return read.error();
  LinkTable table;
  table.replace(links);
  return table;
}

core::Result<NeighbourTable> read_neighbours(Exchange& questions) {
  NeighbourTable neighbours;
  auto read =
      questions.dump([](RequestBuffer& buffer, std::uint32_t sequence) { buffer.dump_neighbours(sequence); },
                     [&] { neighbours.clear(); },
                     [&](const Message& message) {
                       const auto event = decode_event(message);
                       if (const auto* decoded = std::get_if<NeighbourMessage>(&event))
                         neighbours.insert_or_assign(decoded->neighbour.key, decoded->neighbour);
                     });
  if (!read) return read.error();
  return neighbours;
}

core::Result<void> ask_routes(Exchange& questions, std::vector<Survey::Way>& ways) {
  const auto unanswered = questions.ask(
      ways.size(),
      [&](RequestBuffer& buffer, std::uint32_t sequence, std::size_t i) {
        buffer.look_up_route(sequence, ways[i].destination);
      },
      [&](std::size_t i, const Message& message) {
        ways[i].route = decode_route_answer(message, ways[i].destination.family());
      });
  if (!unanswered) return unanswered.error();
  if (*unanswered != 0)
    return core::Error("rtnetlink left " + std::to_string(*unanswered) + " route lookups without an answer");
  return {};
}

}  // namespace

std::optional<Unresolved> Survey::Way::obstacle() const {
  if (const auto* none = std::get_if<Unresolved>(&path)) return *none;
  const auto& found = std::get<Path>(path);
  if (!neighbour || (!is_usable(*neighbour) && !is_failed(*neighbour)))
    return reason::resolving(found.neighbour.address, found.device);
  if (!is_usable(*neighbour)) return reason::no_answer(found.neighbour.address, found.device);
  if (!neighbour->mac) return reason::no_ethernet_address(found.neighbour.address, found.device);
  return std::nullopt;
}

core::Result<Survey> Survey::take(const std::vector<net::IpAddress>& destinations) {
  auto socket = NetlinkSocket::open(kBuffer);
  if (!socket) return socket.error();
  Exchange questions(*std::move(socket));
  auto links = read_links(questions);
  if (!links) return links.error();
  Survey survey{.links = *std::move(links), .ways = {}};
  for (const auto& destination : destinations)
    survey.ways.push_back(
        {.destination = destination, .route = LookupError{}, .path = Unresolved{}, .neighbour = {}});
  if (auto asked = ask_routes(questions, survey.ways); !asked) return asked.error();
  auto neighbours = read_neighbours(questions);
  if (!neighbours) return neighbours.error();
  for (auto& way : survey.ways) {
    way.path = path_to(way.destination, way.route, survey.links);
    const auto* path = std::get_if<Path>(&way.path);
    if (path == nullptr) continue;
    if (const auto known = neighbours->find(path->neighbour); known != neighbours->end())
      way.neighbour = known->second;
  }
  return survey;
}

}  // namespace shunt::route
