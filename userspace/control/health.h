// SPDX-License-Identifier: Apache-2.0
// Who is asked what, and what follows for the backends of each service.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "control/probe_ways.h"
#include "control/standing.h"
#include "control/views.h"
#include "health/checker/checker.h"
#include "health/hook/hook.h"
#include "health/probe/probe.h"
#include "model/config.h"
#include "model/overrides.h"

namespace shunt::control {

class Health : public Standings {
 public:
  using Key = model::Overrides::Key;

  /// `on_change` gets the names of the services whose standings have changed; on the loop, never from within
  /// configure(). Both outlive it.
  /// @param probes the ports in it, which stay
  Health(boost::asio::io_context& loop, dataplane::Forwarder& forwarder, const model::Probes& probes,
         std::function<void(const std::set<std::string>&)> on_change);
  ~Health() override;

  /// What is asked from now on. Checks that stay go on. `serving`: backends that take flows already, and are
  /// presumed up until they have been asked.
  void configure(const model::Config& config, const Ways& ways, const std::set<Key>& serving);

  /// Next hops or interfaces have changed.
  void follow(const model::Config& config, const Ways& ways);

  /// Once a second.
  void tick(const model::Config& config, const Ways& ways) { probe_ways_.retry(config, ways); }

  [[nodiscard]] std::vector<Standing> standings(const model::Service& service) const override;

  /// Some backend has not been asked yet that should be before the service is published.
  [[nodiscard]] bool is_pending(const model::Service& service) const;

  /// Nothing: the service has no checks.
  [[nodiscard]] std::optional<BackendHealth> show(const model::Service& service,
                                                  const model::Backend& backend) const;

  /// What keeps the checker from asking, and backends that are degraded.
  [[nodiscard]] std::vector<std::string> alarms() const;

  /// The longest time that the first results of all checks may take.
  [[nodiscard]] std::chrono::milliseconds first_results_within() const;

 private:
  struct Backend {
    std::vector<health::Target> targets;
    health::State told = health::State::kPending;
  };

  void on_check(const health::Check& check);
  void tell(const Key& key, health::State from, health::State to, const std::string& reason);
  [[nodiscard]] health::State state_of(const Key& key, const Backend& backend) const;
  [[nodiscard]] const Backend* find(const model::Service& service, const net::IpAddress& backend) const;
  [[nodiscard]] std::string reason_of(const Backend& backend) const;

  std::function<void(const std::set<std::string>&)> on_change_;
  ProbeWays probe_ways_;
  std::unique_ptr<health::Prober> prober_;
  std::unique_ptr<health::Hook> hook_;
  std::unique_ptr<health::Checker> checker_;
  std::map<Key, Backend> backends_;
  std::map<health::Target, std::vector<Key>> users_;
  std::set<Key> presumed_;  // up, until asked
};

}  // namespace shunt::control
