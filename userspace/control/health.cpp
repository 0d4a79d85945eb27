// SPDX-License-Identifier: Apache-2.0
#include "control/health.h"

#include <algorithm>
#include <utility>

#include "control/targets.h"
#include "health/process/children.h"
#include "log/log.h"

namespace shunt::control {
namespace {

using health::State;

State worse(State left, State right) {
  if (left == State::kDown || right == State::kDown) return State::kDown;
  return left == State::kPending || right == State::kPending ? State::kPending : State::kUp;
}

/// `reason`: why it is down; or, of one that is up, why it could not be asked.
void tell_state(const std::string& service, const std::string& backend, State state, const std::string& reason) {
  using log::Event;
  const auto event = state == State::kDown ? Event::kBackendDown
                     : reason.empty()      ? Event::kBackendUp
                                           : Event::kBackendPresumedUp;
  log::tell(event, {.service = service, .backend = backend}, reason.empty() ? "it passes its checks" : reason);
}

}  // namespace

Health::Health(boost::asio::io_context& loop, dataplane::Forwarder& forwarder, const model::Probes& probes,
               std::function<void(const std::set<std::string>&)> on_change)
    : on_change_(std::move(on_change)),
      probe_ways_(forwarder),
      passive_(forwarder),
      prober_(health::make_prober(loop, probe_ways_, probes.first_port, probes.last_port)),
      hook_(health::make_hook(
          [](const std::string& failure) { log::tell(log::Event::kHookFailed, "on_change: " + failure); })),
      checker_(std::make_unique<health::Checker>(loop, *prober_, probe_ways_,
                                                 [this](const health::Check& check) { on_check(check); })) {}

Health::~Health() = default;

void Health::configure(const model::Config& config, const Ways& ways, const std::set<Key>& serving) {
  former_ = std::exchange(asked_, {});
  const auto presumed = choose_targets(config, serving);
  auto all = former_->targets;
  all.insert(asked_.targets.begin(), asked_.targets.end());
  hook_->configure(config.on_change);
  probe_ways_.configure(with_borrowed(all), config, ways);
  checker_->configure(all, presumed);
  const auto& before = former_->services;
  for (const auto& service : config.services) {
    if (service.health.checks.empty() && service.health.passive == model::Passive::kOff) continue;
    const auto known = before.find(service.name);
    add_backends(service, known == before.end() ? Backends{} : known->second);
  }
  count_durations();
}

// Returns those of them that are presumed up.
std::set<health::Target> Health::choose_targets(const model::Config& config, const std::set<Key>& serving) {
  std::set<health::Target> presumed;
  for (const auto& service : config.services)
    for (const auto& check : share_checks(service))
      for (const auto& backend : service.backends) {
        auto target = target_of(service, backend, check);
        if (serving.contains({service.name, backend.address})) presumed.insert(target);
        asked_.targets.insert(std::move(target));
      }
  return presumed;
}

void Health::published(const model::Config& config, const Ways& ways) {
  probe_ways_.configure(with_borrowed(asked_.targets), config, ways);
  if (former_) {
    checker_->configure(asked_.targets);
    count_durations();
    std::erase_if(durations_, [&](const auto& entry) { return !asked_.services.contains(entry.first); });
  }
  former_.reset();
}

std::set<health::Target> Health::with_borrowed(std::set<health::Target> targets) const {
  if (borrowed_) targets.insert(*borrowed_);
  return targets;
}

health::Path Health::borrow(const health::Target& target, const model::Config& config, const Ways& ways) {
  borrowed_ = target;
  probe_ways_.configure(with_borrowed(asked_.targets), config, ways);
  return probe_ways_.path_of(target);
}

void Health::give_back(const model::Config& config, const Ways& ways) {
  borrowed_.reset();
  probe_ways_.configure(asked_.targets, config, ways);
}

void Health::take_back(const model::Config& config, const Ways& ways) {
  std::swap(asked_, *former_);
  hook_->configure(config.on_change);
  published(config, ways);
}

void Health::add_backends(const model::Service& service, const Backends& before) {
  auto& backends = asked_.services[service.name];
  const auto checks = share_checks(service);
  for (const auto& configured : service.backends) {
    auto& backend = backends.emplace_back();
    backend.address = configured.address;
    backend.suspicion_counts = service.health.passive == model::Passive::kDown;
    for (const auto& check : checks) {
      backend.checks.push_back(checker_->find(target_of(service, configured, check)));
      asked_.users[backend.checks.back()].push_back({service.name, backends.size() - 1});
    }
    const auto known = std::ranges::find(before, configured.address, &Backend::address);
    if (known != before.end() && service.health.passive != model::Passive::kOff) {
      backend.suspicion = known->suspicion;
      backend.suspicion_changed = known->suspicion_changed;
    }
    if (known != before.end()) backend.transitions = known->transitions;
    backend.told = known == before.end() ? state_of(backend) : known->told;
    backend.news_told =
        known != before.end() && known->checks == backend.checks ? known->news_told : condition_of(backend);
  }
}

const Health::Backends* Health::find(const std::string& service) const {
  const auto known = asked_.services.find(service);
  return known == asked_.services.end() ? nullptr : &known->second;
}

const Health::Backend* Health::find(const Backends& backends, const model::Service& service, std::size_t index) {
  const auto& address = service.backends[index].address;
  if (index < backends.size() && backends[index].address == address) return &backends[index];
  const auto found = std::ranges::find(backends, address, &Backend::address);  // the file has changed
  return found == backends.end() ? nullptr : &*found;
}

State Health::state_of(const Backend& backend) {
  auto state = backend.suspicion_counts && !backend.suspicion.empty() ? State::kDown : State::kUp;
  for (const auto* check : backend.checks) state = worse(state, check->status().state);
  return state;
}

void Health::tick(const model::Config& config, const Ways& ways) {
  probe_ways_.retry(config, ways);
  process::sweep();
}

std::vector<Standing> Health::standings(const model::Service& service) const {
  std::vector<Standing> standings(service.backends.size());
  const auto* backends = find(service.name);
  if (backends == nullptr) return standings;
  for (std::size_t i = 0; i < service.backends.size(); ++i) {
    const auto* backend = find(*backends, service, i);
    if (backend == nullptr) continue;  // of a file that is only planned: as if up
    standings[i].state = state_of(*backend);
    for (const auto* check : backend->checks) add_agent(check->status(), standings[i]);
  }
  return standings;
}

bool Health::is_pending(const model::Service& service) const {
  const auto* backends = find(service.name);
  if (backends == nullptr) return false;
  bool any_stuck = false, any_up = false;
  for (const auto& backend : *backends) {
    const auto state = state_of(backend);
    if (state == State::kPending && !cannot_be_asked(backend)) return true;
    any_stuck = any_stuck || state == State::kPending;
    any_up = any_up || state == State::kUp;
  }
  return any_stuck && !any_up;
}

// All that is missing is what this host cannot ask.
bool Health::cannot_be_asked(const Backend& backend) {
  return std::ranges::none_of(backend.checks, [](const health::Check* check) {
    return check->status().state == State::kPending && check->status().unable == 0;
  });
}

void Health::on_check(const health::Check& check) {
  const auto users = asked_.users.find(&check);
  if (users == asked_.users.end()) return;
  std::set<std::string> services;
  for (const auto& user : users->second) {
    auto& backend = asked_.services.at(user.service)[user.backend];
    const auto state = state_of(backend);
    services.insert(user.service);
    if (state != backend.told) tell(user.service, backend, std::exchange(backend.told, state));
    tell_news(user.service, backend);
  }
  on_change_(services);
}

void Health::count_durations() {
  for (const auto& [check, users] : asked_.users) {
    health::Check::Counts counts;
    for (const auto& user : users) {
      auto& known = durations_[user.service];
      if (known == nullptr) known = std::make_shared<health::Durations>();
      if (std::ranges::find(counts, known) == counts.end()) counts.push_back(known);
    }
    checker_->count_in(check->target(), std::move(counts));
  }
}

void Health::tell(const std::string& service, Backend& backend, State from) {
  if (from != State::kPending) ++backend.transitions;
  const auto address = backend.address.to_string();
  const auto reason = backend.told == State::kDown ? reason_of(backend) : presumption_of(backend);
  tell_state(service, address, backend.told, reason);
  hook_->tell({.service = service,
               .backend = address,
               .from = std::string(to_string(from)),
               .to = std::string(to_string(backend.told)),
               .reason = reason,
               .at = std::chrono::system_clock::now()});
}

// Of one that is up without a result.
std::string Health::presumption_of(const Backend& backend) {
  for (const auto* check : backend.checks)
    if (check->status().presumed) return check->status().reason;
  return "";
}

Condition Health::condition_of(const Backend& backend) {
  Condition condition;
  for (const auto* check : backend.checks) add(check->status(), *check->target().check, condition);
  return condition;
}

void Health::tell_news(const std::string& service, Backend& backend) {
  for (const auto& news : news_of(condition_of(backend), backend.news_told))
    log::tell(news.event, {.service = service, .backend = backend.address.to_string()}, news.text);
}

std::string Health::reason_of(const Backend& backend) {
  for (const auto* check : backend.checks) {
    const auto& status = check->status();
    if (status.state != State::kDown) continue;
    if (status.degraded) return status.full_size_reason;
    return status.last == health::Verdict::kPassed ? check->progress() : status.reason;
  }
  return backend.suspicion_counts ? backend.suspicion : "";
}

}  // namespace shunt::control
