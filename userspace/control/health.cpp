// SPDX-License-Identifier: Apache-2.0
#include "control/health.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "control/targets.h"

namespace shunt::control {
namespace {

using health::State;

State worse(State left, State right) {
  if (left == State::kDown || right == State::kDown) return State::kDown;
  return left == State::kPending || right == State::kPending ? State::kPending : State::kUp;
}

State state_of_check(const health::CheckStatus* status, const model::Check& check) {
  if (status == nullptr) return State::kPending;
  if (status->degraded && check.full_size == model::FullSize::kDown) return State::kDown;
  return status->state;
}

void add_agent(const health::CheckStatus* status, Standing& standing) {
  using Admin = health::AgentReport::Admin;
  if (status == nullptr || !status->agent) return;
  if (status->agent->percent) standing.percent = std::min(standing.percent, *status->agent->percent);
  standing.drains = standing.drains || status->agent->admin == Admin::kDrain;
  standing.maintained = standing.maintained || status->agent->admin == Admin::kMaintenance;
}

}  // namespace

Health::Health(boost::asio::io_context& loop, dataplane::Forwarder& forwarder, const model::Probes& probes,
               std::function<void(const std::set<std::string>&)> on_change)
    : on_change_(std::move(on_change)),
      probe_ways_(forwarder),
      prober_(health::make_prober(loop, probe_ways_, probes.first_port, probes.last_port)),
      hook_(health::make_hook([](const std::string& failure) { spdlog::warn("on_change: {}", failure); })),
      checker_(std::make_unique<health::Checker>(loop, *prober_, probe_ways_,
                                                 [this](const health::Check& check) { on_check(check); })) {}

Health::~Health() = default;

void Health::configure(const model::Config& config, const Ways& ways, const std::set<Key>& serving) {
  std::map<Key, Backend> backends;
  std::set<health::Target> targets;
  users_.clear();
  for (const auto& service : config.services) {
    const auto checks = share_checks(service);
    if (checks.empty()) continue;
    for (const auto& backend : service.backends) {
      const Key key{service.name, backend.address};
      auto& known = backends[key];
      for (const auto& check : checks) {
        auto target = target_of(service, backend, check);
        users_[target].push_back(key);
        targets.insert(target);
        known.targets.push_back(std::move(target));
      }
    }
  }
  presumed_ = serving;
  hook_->configure(config.on_change);
  probe_ways_.configure(targets, config, ways);
  checker_->configure(targets);
  for (auto& [key, backend] : backends) {
    const auto before = backends_.find(key);
    backend.told = before == backends_.end() ? State::kPending : before->second.told;
  }
  backends_ = std::move(backends);
}

void Health::follow(const model::Config& config, const Ways& ways) {
  std::set<health::Target> targets;
  for (const auto& [target, keys] : users_) targets.insert(target);
  probe_ways_.configure(targets, config, ways);
}

const Health::Backend* Health::find(const model::Service& service, const net::IpAddress& backend) const {
  const auto found = backends_.find(Key{service.name, backend});
  return found == backends_.end() ? nullptr : &found->second;
}

State Health::state_of(const Key& key, const Backend& backend) const {
  auto state = State::kUp;
  for (const auto& target : backend.targets)
    state = worse(state, state_of_check(checker_->find(target), *target.check));
  return state == State::kPending && presumed_.contains(key) ? State::kUp : state;
}

std::vector<Standing> Health::standings(const model::Service& service) const {
  std::vector<Standing> standings(service.backends.size());
  if (service.health.checks.empty()) return standings;
  for (std::size_t i = 0; i < service.backends.size(); ++i) {
    const Key key{service.name, service.backends[i].address};
    const auto known = backends_.find(key);
    if (known == backends_.end()) continue;  // of a file that is only planned: as if up
    standings[i].state = state_of(key, known->second);
    for (const auto& target : known->second.targets) add_agent(checker_->find(target), standings[i]);
  }
  return standings;
}

bool Health::is_pending(const model::Service& service) const {
  return std::ranges::any_of(standings(service),
                             [](const Standing& standing) { return standing.state == State::kPending; });
}

std::chrono::milliseconds Health::first_results_within() const {
  std::chrono::milliseconds longest{0};
  for (const auto& [target, keys] : users_) longest = std::max(longest, target.check->timeout);
  return longest;
}

void Health::on_check(const health::Check& check) {
  const auto users = users_.find(check.target());
  if (users == users_.end()) return;
  std::set<std::string> services;
  for (const auto& key : users->second) {
    auto& backend = backends_.at(key);
    const auto state = state_of(key, backend);
    services.insert(key.service);
    if (state == backend.told) continue;
    tell(key, std::exchange(backend.told, state), state, state == State::kDown ? reason_of(backend) : "");
  }
  on_change_(services);
}

void Health::tell(const Key& key, State from, State to, const std::string& reason) {
  const auto address = key.backend.to_string();
  const bool bad = to == State::kDown;
  spdlog::log(bad ? spdlog::level::warn : spdlog::level::info, "service {}: backend {} is {}{}{}", key.service,
              address, to_string(to), reason.empty() ? "" : ": ", reason);
  hook_->tell({.service = key.service,
               .backend = address,
               .from = std::string(to_string(from)),
               .to = std::string(to_string(to)),
               .reason = reason,
               .at = std::chrono::system_clock::now()});
}

std::string Health::reason_of(const Backend& backend) const {
  for (const auto& target : backend.targets) {
    const auto* status = checker_->find(target);
    if (status == nullptr || state_of_check(status, *target.check) != State::kDown) continue;
    return status->state == State::kDown ? status->reason : status->full_size_reason;
  }
  return {};
}

}  // namespace shunt::control
