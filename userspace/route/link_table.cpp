// SPDX-License-Identifier: Apache-2.0
#include "route/link_table.h"

#include <algorithm>
#include <set>

namespace shunt::route {

std::optional<LinkEvent> LinkTable::set(const Link& link) {
  const auto [place, is_new] = links_.try_emplace(link.ifindex, link);
  if (is_new) return LinkEvent{LinkEvent::What::kAppeared, link, {}};
  if (place->second == link) return std::nullopt;
  const bool renamed = place->second.name != link.name;
  LinkEvent event{renamed ? LinkEvent::What::kRenamed : LinkEvent::What::kChanged, link, place->second};
  place->second = link;
  return event;
}

std::optional<LinkEvent> LinkTable::remove(unsigned ifindex) {
  const auto place = links_.find(ifindex);
  if (place == links_.end()) return std::nullopt;
  LinkEvent event{LinkEvent::What::kVanished, place->second, place->second};
  links_.erase(place);
  return event;
}

std::vector<LinkEvent> LinkTable::replace(const std::vector<Link>& links) {
  std::vector<LinkEvent> events;
  std::set<unsigned> kept;
  for (const Link& link : links) kept.insert(link.ifindex);
  std::vector<unsigned> gone;
  for (const auto& [ifindex, link] : links_)
    if (!kept.contains(ifindex)) gone.push_back(ifindex);
  // The vanished first: a name may have moved to another ifindex.
  events.reserve(gone.size());
  for (const unsigned ifindex : gone) events.push_back(*remove(ifindex));
  for (const Link& link : links)
    if (auto event = set(link)) events.push_back(std::move(*event));
  return events;
}

const Link* LinkTable::find(unsigned ifindex) const {
  const auto place = links_.find(ifindex);
  return place == links_.end() ? nullptr : &place->second;
}

const Link* LinkTable::find(std::string_view name) const {
  const auto place =
      std::find_if(links_.begin(), links_.end(), [&](const auto& entry) { return entry.second.name == name; });
  return place == links_.end() ? nullptr : &place->second;
}

}  // namespace shunt::route
