// SPDX-License-Identifier: Apache-2.0
// Which flows go where: the maps' contents, from configuration, overrides and time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "control/shares.h"
#include "control/ways.h"
#include "core/result.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/forwarder/pinned_maps.h"
#include "dataplane/publish/publisher.h"
#include "dataplane/publish/upkeep.h"
#include "model/config.h"
#include "model/overrides.h"

namespace shunt::control {

class Traffic {
 public:
  /// `forwarder` and `standings` outlive this object.
  Traffic(const dataplane::Forwarder& forwarder, const Standings& standings, model::Overrides overrides);

  /// Goes on where a controller before us ended. Before anything else.
  core::Result<void> restore(const dataplane::PinnedMaps& pinned);

  core::Result<dataplane::PublishReport> publish(const model::Config& config, const Ways& ways,
                                                 dataplane::Allow allow = {});

  /// The same where only the shares of one service have changed: within a fraction of a millisecond, however many
  /// others there are. Nothing: it takes a publish().
  std::optional<dataplane::PublishReport> publish_one(const model::Config& config, const model::Service& service,
                                                      const Ways& ways);

  /// What publish() would make of the maps. `config` outlives it.
  [[nodiscard]] dataplane::DesiredState desired_of(const model::Config& config, const Ways& ways) const {
    return desired(config, ways, next_ramps(config.services));
  }

  /// What publish() would do.
  core::Result<dataplane::PublishReport> plan(const model::Config& config, const Ways& ways);

  /// Once a second. @return whether something has changed that the next publish() is to show: a deadline is over,
  /// a weight has grown, a removed backend has lost its last flow.
  bool tick(const model::Config& config);

  /// Sweeps a part of the flow table. @return whether there is more to do at once
  bool sweep();

  [[nodiscard]] const model::Overrides& overrides() const { return overrides_; }
  void override_by(model::Overrides overrides) { overrides_ = std::move(overrides); }

  [[nodiscard]] Parts parts(const model::Service& service) const { return parts(service, ramps_); }

  /// Addresses of the backends that flows go to now: also of those that are in no file any more, and of those that
  /// the next file no longer has.
  [[nodiscard]] std::vector<net::IpAddress> published_backends() const;

  [[nodiscard]] const dataplane::Publisher& publisher() const { return publisher_; }
  [[nodiscard]] const dataplane::Upkeep& upkeep() const { return upkeep_; }

  [[nodiscard]] shunt_flow_counters flow_stats() const { return forwarder_.read_flow_stats(); }

  /// Flows that the table has room for; it may be one of a controller with other limits.
  [[nodiscard]] std::uint32_t flow_capacity(const model::Limits& limits) const {
    return dataplane::flow_capacity(limits, forwarder_.sizes());
  }

  /// Flows that were not recorded lately.
  [[nodiscard]] bool refuses() const { return refuses_; }

 private:
  [[nodiscard]] Parts parts(const model::Service& service, const Ramps& ramps) const;
  void remember(const model::Service& service);
  void forget_others(const model::Config& config);
  void tell_failing(const model::Service& service, const Parts& parts);
  [[nodiscard]] dataplane::DesiredState desired(const model::Config& config, const Ways& ways,
                                                const Ramps& ramps) const;
  [[nodiscard]] Ramps next_ramps(const std::vector<model::Service>& services) const;
  void next_ramps_of(const model::Service& service, const dataplane::PublishedService& before, Ramps& ramps) const;
  [[nodiscard]] bool shares_differ(const model::Config& config) const;
  void forget_finished_ramps(const model::Config& config);

  const dataplane::Forwarder& forwarder_;
  const Standings& standings_;
  std::set<std::string> too_few_;                     // services that were, when they were last published
  std::map<std::string, model::FailPolicy> failing_;  // those of which the log says so
  dataplane::Publisher publisher_;
  dataplane::Upkeep upkeep_;
  model::Overrides overrides_;
  Ramps ramps_;
  std::uint32_t clock_ = 0;
  std::chrono::steady_clock::time_point ticked_at_;
  std::chrono::steady_clock::time_point swept_at_;
  std::chrono::steady_clock::duration sweep_cost_{};  ///< of the last whole sweep
  std::chrono::steady_clock::duration sweep_work_{};  ///< of the one under way
  bool sweep_is_due_ = false;
  bool released_ = false;
  bool refuses_ = false;
  std::uint64_t refused_ = 0;
};

}  // namespace shunt::control
