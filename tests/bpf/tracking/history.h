// SPDX-License-Identifier: Apache-2.0
// A random history of changes and flows, through the real program.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/balancer/balancer.h"
#include "support/consistency/truth.h"
#include "support/random/dice.h"

namespace shunt::tracking {

struct HistoryOptions {
  unsigned ticks = 300;
  /// The flow table is far too small: only TCP, hashing schedulers, and flows whose handshake is over must stay.
  bool crowded = false;
  unsigned restarts = 1;  ///< at most: each costs 0.3 s
};

/// What histories were made of.
struct Tally {
  std::uint64_t packets = 0;
  std::uint64_t bound = 0;  ///< of these, of flows that had to stay
  std::uint64_t begun = 0;
  std::uint64_t changes = 0;
  std::uint64_t restarts = 0;
  std::uint64_t sweeps = 0;
};

class History {
 public:
  History(balancer::Balancer& balancer, const balancer::Settings& settings, const HistoryOptions& options,
          std::uint64_t seed);

  /// @return nothing: every flow stayed; else what happened, after what
  std::optional<std::string> run();

  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  /// A VIP, whether or not there is a service for it just now.
  struct Site {
    std::string name;
    net::IpAddress vip;
    balancer::Wanted* wanted = nullptr;
    std::vector<net::IpAddress> addresses;  ///< of backends that come and go
    unsigned round = 0;                     ///< times that the service was made
  };

  void open_service(Site& site);
  void close_service(Site& site);
  void change();
  void change_service(Site& site);
  void add_backend(Site& site);
  void lose(const Site& site, const net::IpAddress& backend);
  void restart();
  void sweep();

  void traffic();
  void keep_alive();
  void begin(const balancer::Tuple& tuple, const Site& site);
  void go_on(const balancer::Tuple& tuple, std::uint8_t flags);
  void judge(const balancer::Tuple& tuple, consistency::Flow& flow, const std::optional<net::IpAddress>& backend,
             std::string_view what);
  void settle_down();

  void note(const std::string& event);
  void broken(const std::string& what);

  balancer::Balancer& lb_;
  HistoryOptions options_;
  random::Dice dice_;
  consistency::Truth truth_;
  std::uint32_t idle_;
  std::uint32_t buckets_;
  std::vector<Site> sites_;
  std::map<balancer::Tuple, consistency::Flow> flows_;
  std::deque<std::string> events_;
  std::optional<std::string> broken_;
  Tally tally_;
};

}  // namespace shunt::tracking
