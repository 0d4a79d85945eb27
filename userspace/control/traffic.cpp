// SPDX-License-Identifier: Apache-2.0
#include "control/traffic.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "control/alarms.h"
#include "log/log.h"

namespace shunt::control {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

// Less than a millisecond, also while slots are tracked: what else waits on the event loop does not notice.
constexpr std::size_t kBucketsAtOnce = 4096;

// Sweeps take no more than this part of a processor.
constexpr int kRestPerWork = 20;

Moment now() { return {.wall = std::chrono::system_clock::now(), .steady = Steady::now()}; }

std::vector<dataplane::Share> shares_of(const Parts& parts) {
  std::vector<dataplane::Share> shares;
  shares.reserve(parts.backends.size());
  for (const auto& part : parts.backends) shares.push_back(part.share);
  return shares;
}

std::uint32_t seconds(std::chrono::seconds duration) { return static_cast<std::uint32_t>(duration.count()); }

}  // namespace

Traffic::Traffic(const dataplane::Forwarder& forwarder, const Standings& standings, model::Overrides overrides)
    : forwarder_(forwarder),
      standings_(standings),
      publisher_(forwarder.memory(), forwarder.sizes(), forwarder.publisher_hooks()),
      upkeep_(publisher_, forwarder.memory()),
      overrides_(std::move(overrides)),
      ticked_at_(Steady::now()),
      swept_at_(ticked_at_) {}

core::Result<void> Traffic::restore(const dataplane::PinnedMaps& pinned) {
  auto inherited = pinned.read();
  if (!inherited) return inherited.error();
  if (auto restored = publisher_.restore(*inherited); !restored) return restored.error();
  clock_ = inherited->clock;
  upkeep_.pass_time(clock_, false);
  const auto stats = forwarder_.read_flow_stats();
  refused_ = stats.refused_full + stats.refused_rate;
  return {};
}

Parts Traffic::parts(const model::Service& service, const Ramps& ramps) const {
  return parts_of(service, standings_.standings(service), too_few_.contains(service.name), overrides_, ramps,
                  now());
}

void Traffic::remember(const model::Service& service) {
  const auto parts = this->parts(service);
  if (parts.too_few) {
    too_few_.insert(service.name);
  } else {
    too_few_.erase(service.name);
  }
  tell_failing(service, parts);
}

void Traffic::tell_failing(const model::Service& service, const Parts& parts) {
  const auto told = failing_.find(service.name);
  const bool is_told = told != failing_.end();
  const auto all = static_cast<std::size_t>(std::ranges::count(service.backends, false, &model::Backend::backup));
  if (parts.failing && (!is_told || told->second != service.health.fail)) {
    failing_.insert_or_assign(service.name, service.health.fail);
    log::tell(log::Event::kServiceFailing, {.service = service.name},
              failing_text(model::to_string(service.health.fail), parts.healthy, all, any_takes_flows(parts)));
  } else if (!parts.failing && is_told) {
    failing_.erase(told);
    log::tell(log::Event::kServiceRecovered, {.service = service.name},
              recovered_text(parts.too_few, parts.healthy, all));
  }
}

void Traffic::forget_others(const model::Config& config) {
  std::unordered_set<std::string_view> names;
  for (const auto& service : config.services) names.insert(service.name);
  std::erase_if(too_few_, [&](const std::string& name) { return !names.contains(name); });
  std::erase_if(failing_, [&](const auto& failing) { return !names.contains(failing.first); });
}

dataplane::DesiredState Traffic::desired(const model::Config& config, const Ways& ways, const Ramps& ramps) const {
  dataplane::DesiredState state{.services = {},
                                .flow_seed = config.seed,
                                .gue_port = config.tunnel.gue_port,
                                .egress = ways.egress,
                                .clock = clock_};
  state.services.reserve(config.services.size());
  for (const auto& service : config.services)
    state.services.push_back({&service, shares_of(parts(service, ramps))});
  return state;
}

Ramps Traffic::next_ramps(const std::vector<model::Service>& services) const {
  Ramps ramps = ramps_;
  std::unordered_map<std::string_view, const dataplane::PublishedService*> before;
  for (const auto& service : publisher_.services()) before.emplace(service->config.name, service.get());
  for (const auto& service : services)
    if (const auto old = before.find(service.name); old != before.end())
      next_ramps_of(service, *old->second, ramps);
  return ramps;
}

// A backend that takes flows and did not before begins slowly; all of a new service begin at once.
void Traffic::next_ramps_of(const model::Service& service, const dataplane::PublishedService& before,
                            Ramps& ramps) const {
  if (service.slow_start.count() == 0) return;
  const auto moment = now();
  const auto parts = this->parts(service, {}).backends;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& address = service.backends[i].address;
    const auto known = std::ranges::find(before.backends, address, &dataplane::PublishedBackend::address);
    const bool served = known != before.backends.end() && known->share.weight != 0;
    if (parts[i].share.weight != 0 && !served) ramps.insert_or_assign({service.name, address}, moment.steady);
    if (parts[i].share.weight == 0) ramps.erase({service.name, address});
  }
}

core::Result<dataplane::PublishReport> Traffic::publish(const model::Config& config, const Ways& ways,
                                                        dataplane::Allow allow) {
  auto ramps = next_ramps(config.services);
  auto report = publisher_.publish(desired(config, ways, ramps), allow);
  if (!report) return report;
  upkeep_.configure(seconds(config.tracking.idle_tcp), seconds(config.tracking.idle_udp));
  __atomic_store_n(&forwarder_.memory().control->new_flows, config.tracking.new_flows, __ATOMIC_RELAXED);
  ramps_ = std::move(ramps);
  forget_others(config);
  for (const auto& service : config.services)
    if (is_judged(service) || failing_.contains(service.name)) remember(service);
  released_ = false;
  return report;
}

std::optional<dataplane::PublishReport> Traffic::publish_one(const model::Config& config,
                                                             const model::Service& service, const Ways& ways) {
  const auto before =
      std::ranges::find(publisher_.services(), service.name,
                        [](const auto& published) -> const std::string& { return published->config.name; });
  if (before == publisher_.services().end()) return std::nullopt;
  Ramps ramps = ramps_;
  next_ramps_of(service, **before, ramps);
  dataplane::DesiredState state{
      .services = {}, .flow_seed = config.seed, .gue_port = config.tunnel.gue_port, .clock = clock_};
  state.services.push_back({&service, shares_of(parts(service, ramps))});
  for (const auto& backend : (*before)->backends)
    if (const auto way = ways.egress.find(backend.address); way != ways.egress.end()) state.egress.insert(*way);
  auto report = publisher_.publish_in_place(state);
  if (!report) return report;
  ramps_ = std::move(ramps);
  remember(service);
  return report;
}

core::Result<dataplane::PublishReport> Traffic::plan(const model::Config& config, const Ways& ways) {
  return publisher_.plan(desired_of(config, ways));
}

bool Traffic::tick(const model::Config& config) {
  const auto passed = std::chrono::duration_cast<std::chrono::seconds>(Steady::now() - ticked_at_);
  ticked_at_ += passed;
  clock_ += seconds(passed);
  const bool works = upkeep_.has_work();
  if (works) {
    const auto stats = forwarder_.read_flow_stats();
    const auto refused = stats.refused_full + stats.refused_rate;
    refuses_ = std::exchange(refused_, refused) != refused;
  }
  upkeep_.pass_time(clock_, works && refuses_);
  if (works && Steady::now() - swept_at_ >= sweep_cost_ * kRestPerWork) sweep_is_due_ = true;
  const bool differs = shares_differ(config);  // also by the last step of a ramp that is forgotten now
  forget_finished_ramps(config);
  return differs || std::exchange(released_, false);
}

bool Traffic::sweep() {
  if (!sweep_is_due_) return false;
  const auto started = Steady::now();
  const bool finished = upkeep_.sweep(kBucketsAtOnce);
  sweep_work_ += Steady::now() - started;
  if (!finished) return true;
  sweep_cost_ = std::exchange(sweep_work_, {});
  released_ = upkeep_.has_released();
  sweep_is_due_ = false;
  swept_at_ = Steady::now();
  return false;
}

bool Traffic::shares_differ(const model::Config& config) const {
  if (overrides_.empty() && ramps_.empty()) return false;
  const auto& published = publisher_.services();
  for (std::size_t i = 0; i < config.services.size() && i < published.size(); ++i) {
    const auto parts = this->parts(config.services[i]).backends;
    for (std::size_t k = 0; k < parts.size(); ++k)
      if (parts[k].share != published[i]->backends[k].share) return true;
  }
  return false;
}

void Traffic::forget_finished_ramps(const model::Config& config) {
  std::erase_if(ramps_, [&](const auto& ramp) {
    const auto service = std::ranges::find(config.services, ramp.first.service, &model::Service::name);
    return service == config.services.end() || Steady::now() - ramp.second > service->slow_start + 2s;
  });
}

std::vector<net::IpAddress> Traffic::published_backends() const {
  std::vector<net::IpAddress> addresses;
  for (const auto& service : publisher_.services())
    for (const auto& backend : service->backends) addresses.push_back(backend.address);
  return addresses;
}

}  // namespace shunt::control
