// SPDX-License-Identifier: Apache-2.0
#include "control/client_counts.h"

#include <algorithm>
#include <utility>

namespace shunt::control {

void ClientCounts::add(const net::IpAddress& client) {
  if (counts_.empty()) counts_.reserve(capacity_ + 1);  // no growth in the middle of a walk
  if (++counts_[client] == 1 && counts_.size() > capacity_) shrink();
}

// Takes the median from all, so that at least half of them go.
void ClientCounts::shrink() {
  std::vector<std::uint64_t> sizes;
  sizes.reserve(counts_.size());
  for (const auto& [client, flows] : counts_) sizes.push_back(flows);
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::ranges::nth_element(sizes, middle);
  const std::uint64_t taken = *middle;
  for (auto entry = counts_.begin(); entry != counts_.end();) {
    if (entry->second <= taken) {
      entry = counts_.erase(entry);
    } else {
      entry->second -= taken;
      ++entry;
    }
  }
  lost_ += taken;
}

std::vector<FlowsOfClient> ClientCounts::top(std::size_t most, int length) const {
  std::vector<std::pair<std::uint64_t, const net::IpAddress*>> order;
  order.reserve(counts_.size());
  for (const auto& [client, flows] : counts_) order.emplace_back(flows, &client);
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(most, order.size()));
  std::partial_sort(order.begin(), end, order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : *a.second < *b.second;
  });
  std::vector<FlowsOfClient> rows;
  for (auto row = order.begin(); row != end; ++row)
    rows.push_back({.client = counted_prefix(*row->second, length), .flows = row->first, .uncertain = lost_});
  return rows;
}

net::IpPrefix counted_prefix(const net::IpAddress& client, int length) {
  constexpr int kSubscriber = 64;  // what one customer of IPv6 has
  const bool by_ipv4 = length <= 32;
  if (client.family() == net::Family::kIpv4)
    return net::IpPrefix(client, by_ipv4 ? length : 32).without_host_bits();
  return net::IpPrefix(client, by_ipv4 ? kSubscriber : length).without_host_bits();
}

}  // namespace shunt::control
