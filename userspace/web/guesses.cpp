// SPDX-License-Identifier: Apache-2.0
#include "web/guesses.h"

#include <algorithm>

namespace shunt::web {
namespace {

using std::chrono::seconds;

/// Whoever has an IPv6 address has a /64 of them.
net::IpAddress network_of(const net::IpAddress& client) {
  if (client.family() == net::Family::kIpv4) return client;
  return net::IpPrefix(client, 64).without_host_bits().address();
}

}  // namespace

seconds Guesses::wait(const net::IpAddress& client, Clock::time_point now) const {
  const auto found = known_.find(network_of(client));
  if (found == known_.end()) return seconds(0);
  if (found->second.under_way >= kMostAtOnce) return seconds(1);
  return std::max(seconds(0), std::chrono::ceil<seconds>(found->second.not_before - now));
}

void Guesses::begin(const net::IpAddress& client, Clock::time_point now) {
  make_room(now);
  auto& known = known_[network_of(client)];
  ++known.under_way;
  if (known.wrong > 0 && now - known.last > kForgotten) known.wrong = 0;
  known.last = now;
}

void Guesses::end(const net::IpAddress& client, bool right, Clock::time_point now) {
  const auto found = known_.find(network_of(client));
  if (found == known_.end()) return;
  Known& known = found->second;
  if (known.under_way > 0) --known.under_way;
  if (right) {
    known.wrong = 0;
    known.not_before = now;
    if (known.under_way == 0) known_.erase(found);
    return;
  }
  known.last = now;
  if (++known.wrong < kFree) return;
  const unsigned doublings = std::min(known.wrong - kFree, 6U);
  known.not_before = now + std::min(seconds(1LL << doublings), kLongest);
}

unsigned Guesses::wrong(const net::IpAddress& client) const {
  const auto found = known_.find(network_of(client));
  return found == known_.end() ? 0 : found->second.wrong;
}

void Guesses::make_room(Clock::time_point now) {
  if (known_.size() < kMostAddresses) return;
  std::erase_if(known_, [&](const auto& entry) {
    return entry.second.under_way == 0 && now - entry.second.last > kForgotten;
  });
  if (known_.size() < kMostAddresses) return;
  auto oldest = known_.end();
  for (auto entry = known_.begin(); entry != known_.end(); ++entry) {
    if (entry->second.under_way > 0) continue;
    if (oldest == known_.end() || entry->second.last < oldest->second.last) oldest = entry;
  }
  if (oldest != known_.end()) known_.erase(oldest);
}

}  // namespace shunt::web
