// SPDX-License-Identifier: Apache-2.0
#include "doctor/collect/ethtool.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <map>
#include <string_view>

#include "core/unique_fd.h"

namespace shunt::doctor {
namespace {

class Card {
 public:
  explicit Card(const std::string& interface) : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    std::copy_n(interface.data(), std::min(interface.size(), sizeof(request_.ifr_name) - 1), request_.ifr_name);
  }

  bool ask(void* question) {
    request_.ifr_data = static_cast<char*>(question);
    return socket_.valid() && ::ioctl(socket_.get(), SIOCETHTOOL, &request_) == 0;
  }

  std::uint32_t count(ethtool_stringset set) {
    std::array<std::uint64_t, 3> buffer{};  // the mask, and behind it a count for each of its bits
    auto* question = reinterpret_cast<ethtool_sset_info*>(buffer.data());
    question->cmd = ETHTOOL_GSSET_INFO;
    question->sset_mask = std::uint64_t{1} << set;
    return ask(question) && question->sset_mask != 0 ? static_cast<std::uint32_t>(buffer[2]) : 0;
  }

  std::vector<std::string> names(ethtool_stringset set) {
    const auto number = count(set);
    std::vector<std::uint32_t> buffer((sizeof(ethtool_gstrings) + std::size_t{number} * ETH_GSTRING_LEN) / 4 + 1);
    auto* question = reinterpret_cast<ethtool_gstrings*>(buffer.data());
    question->cmd = ETHTOOL_GSTRINGS;
    question->string_set = set;
    question->len = number;
    std::vector<std::string> names;
    if (number == 0 || !ask(question)) return names;
    const auto* text = reinterpret_cast<const char*>(buffer.data()) + offsetof(ethtool_gstrings, data);
    for (std::uint32_t i = 0; i < std::min(number, question->len); ++i, text += ETH_GSTRING_LEN)
      names.emplace_back(text, ::strnlen(text, ETH_GSTRING_LEN));
    return names;
  }

 private:
  core::UniqueFd socket_;
  ifreq request_{};
};

bool is_on(Card& card, std::string_view feature) {
  const auto names = card.names(ETH_SS_FEATURES);
  const auto place = static_cast<std::size_t>(std::ranges::find(names, feature) - names.begin());
  if (place == names.size()) return false;
  const auto blocks = (names.size() + 31) / 32;
  std::vector<std::uint32_t> buffer(2 + blocks * sizeof(ethtool_get_features_block) / 4);
  auto* question = reinterpret_cast<ethtool_gfeatures*>(buffer.data());
  question->cmd = ETHTOOL_GFEATURES;
  question->size = static_cast<std::uint32_t>(blocks);
  if (!card.ask(question)) return false;
  ethtool_get_features_block block{};
  std::memcpy(&block, buffer.data() + 2 + place / 32 * (sizeof block / 4), sizeof block);
  return (block.active >> (place % 32) & 1U) != 0;
}

std::vector<std::pair<std::string, std::uint64_t>> statistics(Card& card) {
  const auto names = card.names(ETH_SS_STATS);
  std::vector<std::uint64_t> buffer(1 + names.size());
  auto* question = reinterpret_cast<ethtool_stats*>(buffer.data());
  question->cmd = ETHTOOL_GSTATS;
  question->n_stats = static_cast<std::uint32_t>(names.size());
  std::vector<std::pair<std::string, std::uint64_t>> values;
  if (names.empty() || !card.ask(question)) return values;
  for (std::size_t i = 0; i < names.size(); ++i) values.emplace_back(names[i], buffer[i + 1]);
  return values;
}

}  // namespace

CardFacts read_card(const std::string& interface) {
  Card card(interface);
  CardFacts facts;
  ethtool_drvinfo driver{};
  driver.cmd = ETHTOOL_GDRVINFO;
  if (card.ask(&driver)) facts.bus = driver.bus_info;
  ethtool_channels channels{};
  channels.cmd = ETHTOOL_GCHANNELS;
  if (card.ask(&channels)) {
    facts.receive_queues = channels.combined_count + channels.rx_count;
    facts.receive_queues_at_most = std::max(channels.max_combined, channels.max_rx);
  }
  facts.gro_hw = is_on(card, "rx-gro-hw");
  facts.statistics = statistics(card);
  return facts;
}

std::vector<Queue> received_by_queue(const std::vector<std::pair<std::string, std::uint64_t>>& statistics) {
  std::map<unsigned, std::uint64_t> queues;
  for (const auto& [name, packets] : statistics) {
    std::string_view rest = name;
    if (!rest.starts_with("rx")) continue;
    rest.remove_prefix(2);
    for (const std::string_view between : {"_queue_", "_", "-"})
      if (rest.starts_with(between)) {
        rest.remove_prefix(between.size());
        break;
      }
    unsigned number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{}) continue;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest != "_packets" && rest != ".packets" && rest != "_xdp_packets" && rest != ".rx_packets") continue;
    queues[number] = std::max(queues[number], packets);  // virtio_net counts the same twice
  }
  std::vector<Queue> all;
  for (const auto& [number, packets] : queues) all.push_back({.number = number, .packets = packets});
  return all;
}

}  // namespace shunt::doctor
