// SPDX-License-Identifier: Apache-2.0
// Who is asked what, and what follows for the backends of each service.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "control/alarm.h"
#include "control/condition.h"
#include "control/listing.h"
#include "control/passive_watch.h"
#include "control/probe_ways.h"
#include "control/standing.h"
#include "control/views.h"
#include "health/checker/checker.h"
#include "health/checker/durations.h"
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

  /// What is asked from now on, beside what was asked before: that goes on until published() or take_back(), since
  /// the configuration may be refused. Checks that stay go on. `serving`: backends that take flows already, and
  /// are presumed up until `fall` probes have failed.
  void configure(const model::Config& config, const Ways& ways, const std::set<Key>& serving);

  /// The configuration is published, and its backends are reached by `ways` now: what only the one before asked
  /// ends.
  void published(const model::Config& config, const Ways& ways);

  /// The configuration is refused: all is as before configure(), which had `config`.
  void take_back(const model::Config& config, const Ways& ways);

  /// Once a second.
  void tick(const model::Config& config, const Ways& ways);

  /// Once a second, with what is published: passive health.
  void watch(const std::vector<dataplane::Publisher::Service>& services);

  /// Beside what the configuration asks, a way through the dataplane to this one, until give_back(); configure()
  /// and published() keep it. Whoever borrows may ask with prober(), by the mark of the path.
  health::Path borrow(const health::Target& target, const model::Config& config, const Ways& ways);
  void give_back(const model::Config& config, const Ways& ways);
  health::Prober& prober() { return *prober_; }

  [[nodiscard]] std::vector<Standing> standings(const model::Service& service) const override;

  /// Some backend has not been asked yet that should be before the service is published. One that cannot be asked
  /// just now counts only if no other is up.
  [[nodiscard]] bool is_pending(const model::Service& service) const;

  /// `backend`: which of the service's. Nothing: it is neither checked nor watched.
  [[nodiscard]] std::optional<BackendHealth> show(const model::Service& service, std::size_t backend) const;

  /// How long the probes of a service took that passed. Nothing: it is not checked. Falls only if the service
  /// leaves the configuration.
  [[nodiscard]] std::optional<ProbeDurations> durations(const std::string& service) const;

  /// What keeps the checker from asking, and backends that are degraded or suspected.
  [[nodiscard]] Alarms alarms() const;

 private:
  struct Backend {
    net::IpAddress address;
    std::vector<const health::Check*> checks;  // of checker_; empty: passive health alone
    health::State told = health::State::kPending;
    Condition news_told{};
    std::string suspicion{};  // by passive health; empty: none
    bool suspicion_counts = false;
    WallTime suspicion_changed = std::chrono::system_clock::now();
    std::uint64_t transitions = 0;  // that were told, between up and down
  };
  using Backends = std::vector<Backend>;  // of a service, in the order of its configuration
  struct User {
    std::string service;
    std::size_t backend;
  };
  /// By one configuration.
  struct Asked {
    std::set<health::Target> targets;
    std::unordered_map<std::string, Backends> services;
    std::unordered_map<const health::Check*, std::vector<User>> users;
  };

  void on_check(const health::Check& check);
  void count_durations();
  void tell(const std::string& service, Backend& backend, health::State from);
  static void tell_news(const std::string& service, Backend& backend);
  bool follow_suspicion(const std::string& service, Backend& backend);
  [[nodiscard]] std::optional<PassiveStatus> show_passive(const std::string& service,
                                                          const Backend& backend) const;
  [[nodiscard]] Alarms passive_alarms() const;
  [[nodiscard]] Listing listed(std::string (*why)(const health::CheckStatus&)) const;
  [[nodiscard]] std::set<health::Target> with_borrowed(std::set<health::Target> targets) const;
  std::set<health::Target> choose_targets(const model::Config& config, const std::set<Key>& serving);
  void add_backends(const model::Service& service, const Backends& before);
  [[nodiscard]] const Backends* find(const std::string& service) const;
  static const Backend* find(const Backends& backends, const model::Service& service, std::size_t index);
  static health::State state_of(const Backend& backend);
  static std::string reason_of(const Backend& backend);
  static bool cannot_be_asked(const Backend& backend);
  static std::string presumption_of(const Backend& backend);
  static Condition condition_of(const Backend& backend);

  std::function<void(const std::set<std::string>&)> on_change_;
  ProbeWays probe_ways_;
  PassiveWatch passive_;
  std::unique_ptr<health::Prober> prober_;
  std::unique_ptr<health::Hook> hook_;
  std::unique_ptr<health::Checker> checker_;
  Asked asked_;
  std::optional<health::Target> borrowed_;
  std::unordered_map<std::string, std::shared_ptr<health::Durations>> durations_;  // by service
  std::optional<Asked> former_;  // while the next one may still be refused
};

}  // namespace shunt::control
