// SPDX-License-Identifier: Apache-2.0
#include "route/next_hops.h"

#include <linux/rtnetlink.h>

#include <array>
#include <cerrno>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace shunt::route {
namespace {

constexpr std::size_t kAnswerBuffer = 1024UL * 1024;

// Next hop objects came with Linux 5.3; every other group is as old as the socket.
constexpr std::array kGroups{RTNLGRP_LINK,        RTNLGRP_NEIGH,       RTNLGRP_IPV4_ROUTE,
                             RTNLGRP_IPV6_ROUTE,  RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_RULE,
                             RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_NEXTHOP};

}  // namespace

NextHops::NextHops(NetlinkSocket events, NetlinkSocket questions)
    : events_(std::move(events)), questions_(std::move(questions)) {}

core::Result<std::unique_ptr<NextHops>> NextHops::open(std::size_t event_buffer) {
  auto events = NetlinkSocket::open(event_buffer);
  if (!events) return events.error();
  // Listening begins before the tables are read, so that nothing falls in between.
  for (const int group : kGroups) {
    if (!events->join(group) && group != RTNLGRP_NEXTHOP)
      return core::Error::from_errno("cannot listen to rtnetlink group " + std::to_string(group), errno);
  }
  auto questions = NetlinkSocket::open(kAnswerBuffer);
  if (!questions) return questions.error();
  std::unique_ptr<NextHops> next_hops(new NextHops(*std::move(events), *std::move(questions)));
  if (auto read = next_hops->read_everything(); !read) return read.error();
  next_hops->link_events_.clear();
  return next_hops;
}

NextHops::~NextHops() {
  // An error here means that the kernel keeps probing: the next instance finds these entries and releases them.
  static_cast<void>(release_neighbours(resolver_.requested_neighbours()));
}

core::Result<void> NextHops::read_everything() {
  lost_ = true;
  if (auto read = read_links(); !read) return read.error().within("cannot list the interfaces");
  if (auto read = read_neighbours(); !read) return read.error().within("cannot list the neighbours");
  resolver_.ask_everything();
  lost_ = false;
  return {};
}

core::Result<void> NextHops::read_links() {
  std::vector<Link> links;
  auto read = questions_.dump([](RequestBuffer& buffer, std::uint32_t sequence) { buffer.dump_links(sequence); },
                              [&] { links.clear(); },
                              [&](const Message& message) {
                                const Event event = decode_link(message);
                                if (const auto* link = std::get_if<LinkMessage>(&event))
                                  links.push_back(link->link);
                              });
  if (!read) return read;
  for (LinkEvent& event : resolver_.replace_links(links)) link_events_.push_back(std::move(event));
  return {};
}

core::Result<void> NextHops::read_neighbours() {
  NeighbourTable neighbours;
  auto read =
      questions_.dump([](RequestBuffer& buffer, std::uint32_t sequence) { buffer.dump_neighbours(sequence); },
                      [&] { neighbours.clear(); },
                      [&](const Message& message) {
                        const Event event = decode_neighbour(message);
                        if (const auto* decoded = std::get_if<NeighbourMessage>(&event))
                          neighbours.insert_or_assign(decoded->neighbour.key, decoded->neighbour);
                      });
  if (!read) return read;
  resolver_.replace_neighbours(std::move(neighbours));
  return {};
}

void NextHops::apply(const Event& event) {
  std::visit(
      [this](const auto& decoded) {
        using Decoded = std::decay_t<decltype(decoded)>;
        if constexpr (std::is_same_v<Decoded, LinkMessage>) {
          if (auto link_event = resolver_.apply(decoded)) link_events_.push_back(std::move(*link_event));
        } else if constexpr (std::is_same_v<Decoded, Malformed>) {
          lost_ = true;
        } else if constexpr (!std::is_same_v<Decoded, Irrelevant>) {
          resolver_.apply(decoded);
        }
      },
      event);
}

/// True when no more events wait.
core::Result<bool> NextHops::drain_events() {
  for (int i = 0; i < kDatagrams; ++i) {
    const auto received = events_.receive([this](const Message& message) { apply(decode_event(message)); });
    if (!received) return received.error();
    if (*received == NetlinkSocket::Received::kNothing) return true;
    if (*received == NetlinkSocket::Received::kLost) lost_ = true;
  }
  return false;
}

core::Result<void> NextHops::read_events() {
  const auto drained = drain_events();
  if (!drained) return drained.error();
  // After an overflow the kernel reports no further one until the socket is empty: what is read before that
  // moment could be outdated by events that were dropped in silence.
  if (lost_ && *drained) return read_everything();
  return {};
}

core::Result<void> NextHops::ask_routes() {
  const std::vector<net::IpAddress> backends = resolver_.take_questions();
  const auto unanswered = questions_.ask(
      backends.size(),
      [&](RequestBuffer& buffer, std::uint32_t sequence, std::size_t i) {
        buffer.look_up_route(sequence, backends[i]);
      },
      [&](std::size_t i, const Message& message) {
        resolver_.answer(backends[i], decode_route_answer(message, backends[i].family()));
      });
  if (unanswered && *unanswered == 0) return {};
  resolver_.ask_everything();  // the next call tries again
  if (!unanswered) return unanswered.error();
  return core::Error("rtnetlink left " + std::to_string(*unanswered) + " route lookups without an answer");
}

core::Result<void> NextHops::request_neighbours(const std::vector<NeighbourRequest>& requests) {
  const auto unanswered = questions_.ask(
      requests.size(),
      [&](RequestBuffer& buffer, std::uint32_t sequence, std::size_t i) {
        buffer.resolve_neighbour(sequence, requests[i].key, requests[i].create);
      },
      [&](std::size_t i, const Message& message) {
        const int error = decode_error(message).value_or(EBADMSG);
        // Our picture was behind: get_neighbours() brings it up to date, and the next refresh() decides anew.
        if (error == EEXIST || error == ENOENT) return;
        resolver_.request_answered(requests[i].key, error);
      });
  if (!unanswered) return unanswered.error();
  return get_neighbours(requests);
}

core::Result<void> NextHops::get_neighbours(const std::vector<NeighbourRequest>& requests) {
  // The kernel sends no event for a new entry before it is resolved or has failed.
  const auto unanswered = questions_.ask(
      requests.size(),
      [&](RequestBuffer& buffer, std::uint32_t sequence, std::size_t i) {
        buffer.get_neighbour(sequence, requests[i].key);
      },
      [&](std::size_t i, const Message& message) {
        const Event event = decode_event(message);
        if (std::holds_alternative<NeighbourMessage>(event)) {
          apply(event);
        } else if (decode_error(message) == ENOENT) {
          Neighbour gone;
          gone.key = requests[i].key;
          resolver_.apply(NeighbourMessage{true, gone});
        }
      });
  if (!unanswered) return unanswered.error();
  return {};
}

core::Result<void> NextHops::release_neighbours(const std::vector<NeighbourKey>& keys) {
  const auto unanswered = questions_.ask(
      keys.size(),
      [&](RequestBuffer& buffer, std::uint32_t sequence, std::size_t i) {
        const auto known = resolver_.neighbours().find(keys[i]);
        const bool failed = known != resolver_.neighbours().end() && is_failed(known->second);
        // To release a failed entry would have the kernel probe it once more, and it would stay for good.
        failed ? buffer.delete_neighbour(sequence, keys[i]) : buffer.release_neighbour(sequence, keys[i]);
      },
      // Refused: the entry or its interface is gone, which is what was wanted.
      [](std::size_t, const Message&) {});
  if (!unanswered) return unanswered.error();
  return {};
}

core::Result<void> NextHops::settle() {
  if (auto asked = ask_routes(); !asked) return asked;
  const Resolver::Orders orders = resolver_.take_orders();
  if (auto released = release_neighbours(orders.releases); !released) return released;
  return request_neighbours(orders.requests);
}

void NextHops::follow_up() {
  auto settled = settle();
  trouble_.reset();
  if (!settled) trouble_ = settled.error();
}

std::vector<net::IpAddress> NextHops::watch(std::vector<net::IpAddress> backends) {
  resolver_.watch(std::move(backends));
  follow_up();
  return resolver_.take_changed();
}

std::vector<net::IpAddress> NextHops::on_readable() {
  auto read = read_events();
  follow_up();
  if (!read) trouble_ = read.error();
  return resolver_.take_changed();
}

std::vector<net::IpAddress> NextHops::refresh() {
  auto read = lost_ ? read_events() : core::Result<void>();
  resolver_.tick();
  follow_up();
  if (!read) trouble_ = read.error();
  return resolver_.take_changed();
}

}  // namespace shunt::route
