// SPDX-License-Identifier: Apache-2.0
#include "route/resolver.h"

#include <algorithm>
#include <cerrno>

#include "route/reasons.h"

namespace shunt::route {
namespace {

/// The highest address of the prefix.
net::IpAddress last_of(const net::IpPrefix& prefix) {
  net::IpAddress::Bytes bytes = prefix.address().bytes();
  for (int bit = prefix.mapped_length(); bit < 128; ++bit)
    bytes.at(static_cast<std::size_t>(bit / 8)) |= static_cast<std::uint8_t>(0x80U >> (bit % 8));
  return net::IpAddress(bytes);
}

bool has_no_route(const RouteAnswer& answer) {
  const auto* error = std::get_if<LookupError>(&answer);
  return error != nullptr && (error->number == ENETUNREACH || error->number == EAGAIN);
}

/// The kernel adds and removes routes with these, for IPv4 without a word about each route.
bool moves_routes(const LinkEvent& event) {
  return event.what == LinkEvent::What::kAppeared || event.what == LinkEvent::What::kVanished ||
         event.link.up != event.former.up || event.link.carrier != event.former.carrier;
}

}  // namespace

void Resolver::watch(std::vector<net::IpAddress> backends) {
  std::sort(backends.begin(), backends.end());
  backends.erase(std::unique(backends.begin(), backends.end()), backends.end());
  std::vector<Watched> watched;
  watched.reserve(backends.size());
  for (const net::IpAddress& backend : backends) {
    if (Watched* known = find(backend)) {
      watched.push_back(std::move(*known));
      continue;
    }
    Watched fresh;
    fresh.backend = backend;
    fresh.path = reason::not_asked(backend);
    fresh.resolution = Unresolved{};  // equals no answer: the first one counts as a change
    watched.push_back(std::move(fresh));
  }
  watched_ = std::move(watched);
  wanted_is_stale_ = true;
  watching_ = true;
}

std::optional<LinkEvent> Resolver::apply(const LinkMessage& message) {
  auto event = message.removed ? links_.remove(message.link.ifindex) : links_.set(message.link);
  if (event) links_changed(*event);
  return event;
}

std::vector<LinkEvent> Resolver::replace_links(const std::vector<Link>& links) {
  auto events = links_.replace(links);
  for (const LinkEvent& event : events) links_changed(event);
  return events;
}

void Resolver::links_changed(const LinkEvent& event) {
  for (Watched& watched : watched_) watched.walk = true;
  if (moves_routes(event)) ask_everything();
}

void Resolver::apply(const NeighbourMessage& message) {
  const NeighbourKey& key = message.neighbour.key;
  if (!message.removed) {
    neighbours_.insert_or_assign(key, message.neighbour);
  } else if (neighbours_.erase(key) != 0) {
    wanted_.on_removed(key);
  }
  neighbour_changed(key);
}

void Resolver::replace_neighbours(NeighbourTable neighbours) {
  for (const auto& [key, neighbour] : neighbours_)
    if (!neighbours.contains(key)) wanted_.on_removed(key);
  neighbours_ = std::move(neighbours);
  for (Watched& watched : watched_) watched.decide = true;
}

void Resolver::neighbour_changed(const NeighbourKey& key) {
  if (wanted_is_stale_) return;  // take_orders() will have all decided anew
  for (const NeighbourWatch::User user : wanted_.users(key)) watched_[user].decide = true;
}

void Resolver::apply(const RoutesChanged& message) {
  if (!message.prefix) return ask_everything();
  const net::IpPrefix prefix = message.prefix->without_host_bits();
  const net::IpAddress last = last_of(prefix);
  for (std::size_t i = place_of(prefix.address()); i < watched_.size() && watched_[i].backend <= last; ++i)
    if (prefix.contains(watched_[i].backend)) watched_[i].ask = true;  // ::/0 spans IPv4 addresses, not its own
}

void Resolver::ask_everything() {
  for (Watched& watched : watched_) watched.ask = true;
}

std::vector<net::IpAddress> Resolver::take_questions() {
  std::vector<net::IpAddress> questions;
  for (Watched& watched : watched_)
    if (std::exchange(watched.ask, false)) questions.push_back(watched.backend);
  return questions;
}

void Resolver::answer(const net::IpAddress& backend, const RouteAnswer& answer) {
  Watched* watched = find(backend);
  if (watched == nullptr || watched->answer == answer) return;
  watched->answer = answer;
  watched->walk = true;
}

std::variant<Path, Unresolved> Resolver::explained(const Watched& watched, Unresolved unresolved) const {
  if (!has_no_route(*watched.answer)) return unresolved;
  const Link* device = links_.find(watched.last_device);
  if (device == nullptr || device->up) return unresolved;
  return reason::lost_with(watched.backend, device->name);
}

void Resolver::update_path(Watched& watched) {
  watched.walk = false;
  if (!watched.answer) return;
  auto path = path_to(watched.backend, *watched.answer, links_);
  if (auto* unresolved = std::get_if<Unresolved>(&path)) path = explained(watched, std::move(*unresolved));
  if (path == watched.path) return;
  if (const auto* found = std::get_if<Path>(&path)) watched.last_device = found->neighbour.ifindex;
  watched.path = std::move(path);
  watched.decide = true;
  wanted_is_stale_ = true;
}

void Resolver::update_wanted() {
  wanted_is_stale_ = false;
  std::vector<std::pair<NeighbourKey, NeighbourWatch::User>> needs;
  needs.reserve(watched_.size());
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    watched_[i].decide = true;
    if (const auto* path = std::get_if<Path>(&watched_[i].path))
      needs.emplace_back(path->neighbour, static_cast<NeighbourWatch::User>(i));
  }
  wanted_.replace(needs);
  // Not before the first set is known: what an earlier instance had managed is most likely still needed.
  if (watching_ && !std::exchange(adopted_, true)) wanted_.adopt(neighbours_);
}

Resolver::Orders Resolver::take_orders() {
  for (Watched& watched : watched_)
    if (watched.walk) update_path(watched);
  if (wanted_is_stale_) update_wanted();
  Orders orders;
  orders.requests = wanted_.take_first_requests(neighbours_);
  if (std::exchange(retry_, false)) {
    const auto retries = wanted_.retries(neighbours_, kRetriesPerTick);
    orders.requests.insert(orders.requests.end(), retries.begin(), retries.end());
  }
  orders.releases = wanted_.take_releases();
  return orders;
}

void Resolver::request_answered(const NeighbourKey& key, int error) {
  wanted_.on_answer(key, error);
  neighbour_changed(key);
}

std::vector<net::IpAddress> Resolver::take_changed() {
  std::vector<net::IpAddress> changed;
  for (Watched& watched : watched_) {
    if (!std::exchange(watched.decide, false)) continue;
    Resolution resolution;
    if (const auto* path = std::get_if<Path>(&watched.path)) {
      resolution = wanted_.resolve(*path, neighbours_);
    } else {
      resolution = std::get<Unresolved>(watched.path);
    }
    if (resolution == watched.resolution) continue;
    watched.resolution = std::move(resolution);
    changed.push_back(watched.backend);
  }
  return changed;
}

void Resolver::tick() {
  retry_ = true;
  if (watched_.empty()) return;
  const std::size_t slice = watched_.size() / kRounds + 1;
  std::size_t retries = 0;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    Watched& watched = watched_[(cursor_ + i) % watched_.size()];
    const bool failed = !watched.answer || std::holds_alternative<LookupError>(*watched.answer);
    if (i >= slice && (!failed || retries++ >= kRetriesPerTick)) continue;
    watched.ask = true;
  }
  cursor_ = (cursor_ + slice) % watched_.size();
}

std::size_t Resolver::place_of(const net::IpAddress& backend) const {
  const auto place =
      std::lower_bound(watched_.begin(), watched_.end(), backend,
                       [](const Watched& w, const net::IpAddress& address) { return w.backend < address; });
  return static_cast<std::size_t>(place - watched_.begin());
}

Resolver::Watched* Resolver::find(const net::IpAddress& backend) {
  const std::size_t place = place_of(backend);
  return place < watched_.size() && watched_[place].backend == backend ? &watched_[place] : nullptr;
}

const Resolution& Resolver::resolution(const net::IpAddress& backend) const {
  static thread_local Resolution not_watched;
  const std::size_t place = place_of(backend);
  if (place < watched_.size() && watched_[place].backend == backend) return watched_[place].resolution;
  not_watched = reason::not_watched(backend);
  return not_watched;
}

}  // namespace shunt::route
