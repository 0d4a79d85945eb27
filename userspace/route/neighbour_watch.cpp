// SPDX-License-Identifier: Apache-2.0
#include "route/neighbour_watch.h"

#include <linux/neighbour.h>

#include "route/reasons.h"

namespace shunt::route {
namespace {

const Neighbour* find(const NeighbourTable& table, const NeighbourKey& key) {
  const auto place = table.find(key);
  return place == table.end() ? nullptr : &place->second;
}

NextHop with_destination(NextHop next_hop, const net::MacAddress& mac) {
  next_hop.destination = mac;
  return next_hop;
}

}  // namespace

void NeighbourWatch::replace(const std::vector<std::pair<NeighbourKey, User>>& needs) {
  std::map<NeighbourKey, Want> former = std::exchange(wants_, {});
  for (const auto& [key, user] : needs) {
    const auto [place, is_new] = wants_.try_emplace(key);
    if (is_new) {
      if (auto known = former.extract(key)) {
        place->second = std::move(known.mapped());
        place->second.users.clear();
      } else {
        first_.push_back(key);
      }
    }
    place->second.users.push_back(user);
  }
  for (const auto& [key, want] : former)
    if (want.requested) releases_.push_back(key);
}

void NeighbourWatch::adopt(const NeighbourTable& table) {
  for (const auto& [key, neighbour] : table) {
    if (!neighbour.ours) continue;
    const auto want = wants_.find(key);
    if (want == wants_.end()) {
      releases_.push_back(key);
    } else {
      want->second.requested = true;
    }
  }
}

void NeighbourWatch::on_removed(const NeighbourKey& key) {
  const auto want = wants_.find(key);
  // One that never was of use waits for retries(): in a full table, the kernel removes entries again and again.
  if (want != wants_.end() && want->second.last_mac) first_.push_back(key);
}

void NeighbourWatch::on_answer(const NeighbourKey& key, int error) {
  const auto want = wants_.find(key);
  if (want == wants_.end()) return;
  want->second.requested = want->second.requested || error == 0;
  want->second.refused = error;
}

bool NeighbourWatch::needs_request(const Want& want, const Neighbour* neighbour) {
  if (neighbour == nullptr) return true;
  if (is_pinned(*neighbour)) return false;
  const bool idle = neighbour->state == NUD_NONE || is_failed(*neighbour);
  if (neighbour->managed) return neighbour->ours && idle;  // else somebody else's, and cared for
  return !want.requested || idle || (neighbour->state & NUD_STALE) != 0;
}

std::vector<NeighbourRequest> NeighbourWatch::take_first_requests(const NeighbourTable& table) {
  std::vector<NeighbourRequest> requests;
  for (const NeighbourKey& key : std::exchange(first_, {})) {
    const auto want = wants_.find(key);
    if (want == wants_.end()) continue;
    const Neighbour* neighbour = find(table, key);
    if (needs_request(want->second, neighbour)) requests.push_back({key, neighbour == nullptr});
  }
  return requests;
}

std::vector<NeighbourRequest> NeighbourWatch::retries(const NeighbourTable& table, std::size_t limit) {
  std::vector<NeighbourRequest> requests;
  auto place = wants_.upper_bound(cursor_);
  for (std::size_t i = 0; i < wants_.size() && requests.size() < limit; ++i, ++place) {
    if (place == wants_.end()) place = wants_.begin();
    const Neighbour* neighbour = find(table, place->first);
    if (needs_request(place->second, neighbour)) requests.push_back({place->first, neighbour == nullptr});
    cursor_ = place->first;
  }
  return requests;
}

std::vector<NeighbourKey> NeighbourWatch::requested() const {
  std::vector<NeighbourKey> keys;
  for (const auto& [key, want] : wants_)
    if (want.requested) keys.push_back(key);
  return keys;
}

const std::vector<NeighbourWatch::User>& NeighbourWatch::users(const NeighbourKey& key) const {
  static const std::vector<User> kNobody;
  const auto want = wants_.find(key);
  return want == wants_.end() ? kNobody : want->second.users;
}

Resolution NeighbourWatch::resolve(const Path& path, const NeighbourTable& table) {
  const net::IpAddress& address = path.neighbour.address;
  Want& want = wants_[path.neighbour];
  const Neighbour* neighbour = find(table, path.neighbour);
  if (neighbour != nullptr && is_usable(*neighbour)) {
    want.failed = false;
    want.refused = 0;
    want.last_mac = neighbour->mac;
    return with_destination(path.next_hop, *neighbour->mac);
  }
  if (neighbour != nullptr && is_failed(*neighbour)) {
    want.failed = true;
    want.last_mac.reset();
  }
  if (neighbour != nullptr && is_pinned(*neighbour)) return reason::no_ethernet_address(address, path.device);
  if (want.last_mac) return with_destination(path.next_hop, *want.last_mac);
  if (want.refused != 0) return reason::refused(address, path.device, want.refused);
  return want.failed ? reason::no_answer(address, path.device) : reason::resolving(address, path.device);
}

}  // namespace shunt::route
