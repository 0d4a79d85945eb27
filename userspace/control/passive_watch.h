// SPDX-License-Identifier: Apache-2.0
// What the dataplane counts of clients' SYNs, judged for each service that wants it.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataplane/forwarder/forwarder.h"
#include "dataplane/publish/publisher.h"
#include "health/judge/passive.h"

namespace shunt::control {

class PassiveWatch {
 public:
  using Opinion = health::PassiveJudge::Opinion;

  /// `forwarder` outlives it.
  explicit PassiveWatch(const dataplane::Forwarder& forwarder) : forwarder_(forwarder) {}

  /// Once a second, with all services as they are published. A service whose counters cannot be read keeps the
  /// opinions that there are. Cost: 1 us for each backend of a service that has its SYNs watched.
  void look(const std::vector<dataplane::Publisher::Service>& services);

  /// Null: its SYNs are not watched.
  [[nodiscard]] const Opinion* find(const std::string& service, const net::IpAddress& backend) const;

  /// Some counters could not be read.
  [[nodiscard]] bool is_blind() const { return blind_; }

 private:
  struct Watched {
    health::PassiveJudge judge;
    std::map<net::IpAddress, std::uint32_t> rows;  // in `syn_stats`
    bool present = false;
  };

  bool look_at(const dataplane::PublishedService& service, Watched& watched);

  const dataplane::Forwarder& forwarder_;
  std::unordered_map<std::string, Watched> services_;
  bool blind_ = false;
};

}  // namespace shunt::control
