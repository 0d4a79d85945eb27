// SPDX-License-Identifier: Apache-2.0
// Which services of a configuration go on with what packets find served already. Pure.
#pragma once

#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dataplane/publish/publisher.h"
#include "model/config.h"
#include "model/overrides.h"
#include "net/address.h"

namespace shunt::control {

class Succession {
 public:
  using Published = dataplane::PublishedService;
  using Key = model::Overrides::Key;

  /// From what is published to `config`. Both outlive it. Cost: linear in their services.
  Succession(const std::vector<dataplane::Publisher::Service>& published, const model::Config& config);

  /// The published services that `service` of the configuration follows: that of its name, and those whose VIP and
  /// ports it takes over in part or as a whole, since the configuration no longer has them as they are: they were
  /// renamed, split or joined. Nothing: packets do not know it yet.
  [[nodiscard]] std::vector<const Published*> predecessors(const model::Service& service) const;

  /// Services of the configuration, with the backends that take flows of their predecessors: also with those that
  /// are not theirs any more.
  [[nodiscard]] std::set<Key> serving() const;

 private:
  const model::Config& config_;
  std::unordered_map<std::string_view, const Published*> by_name_;
  std::multimap<net::IpPrefix, const Published*> leaving_;  // by VIP; not in the configuration as they are
  std::vector<const Published*> leaving_prefixes_;          // of those, the ones whose VIP is more than an address
};

}  // namespace shunt::control
