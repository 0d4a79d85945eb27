// SPDX-License-Identifier: Apache-2.0
#include "control/shares.h"

#include <algorithm>

namespace shunt::control {
namespace {

Part part_of(const model::Backend& backend, const model::Override* override, Moment now) {
  Part part;
  part.weight = override != nullptr && override->weight ? *override->weight : backend.weight;
  part.share.weight = part.weight;
  if (part.weight == 0) part.state = BackendState::kIdle;
  if (override == nullptr || !override->state) return part;
  const bool over = override->until && *override->until <= now.wall;
  part.state = *override->state == model::AdminState::kDraining && !over ? BackendState::kDraining
                                                                         : BackendState::kDisabled;
  part.share = {.weight = 0, .alive = part.state == BackendState::kDraining};
  return part;
}

bool takes_flows(const Part& part) { return part.share.weight != 0; }

// What its checks say of a backend. One that an operator or its agent keeps from new flows may lose those that it
// has. What the agent has asked for stands above what follows from it: a host in maintenance is down, too, sooner
// or later.
void judge(const Standing& standing, model::OnDown on_down, Part& part) {
  const bool is_down = standing.state == health::State::kDown;
  const bool keeps_flows = !is_down || on_down == model::OnDown::kKeep;
  if (part.state != BackendState::kReady) {
    part.share.alive = part.share.alive && keeps_flows && !standing.maintained;
  } else if (standing.maintained) {
    part.state = BackendState::kDisabled;
    part.share = {.weight = 0, .alive = false};
  } else if (standing.drains) {
    part.state = BackendState::kDraining;
    part.share = {.weight = 0, .alive = keeps_flows};
  } else if (is_down) {
    part.state = BackendState::kDown;
    part.share = {.weight = 0, .alive = keeps_flows};
  } else if (standing.state == health::State::kPending) {
    part.state = BackendState::kPending;
    part.share.weight = 0;
  } else if (standing.percent == 0) {
    part.state = BackendState::kDraining;
    part.share.weight = 0;
  }
}

void put_on_standby(Part& part) {
  if (!takes_flows(part)) return;
  part.share.weight = 0;
  part.state = BackendState::kStandby;
}

// A service with too few backends, and no backup that is up: those that no operator keeps from it, as the policy
// says.
void fail(const model::Service& service, std::vector<Part>& parts) {
  const bool to_backups = service.health.fail == model::FailPolicy::kBackup;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto& part = parts[i];
    const bool chosen =
        service.health.fail != model::FailPolicy::kClosed && service.backends[i].backup == to_backups;
    if (!chosen) {
      put_on_standby(part);
    } else if (part.state == BackendState::kDown || part.state == BackendState::kPending) {
      part.share = {.weight = part.weight, .alive = true};
    }
  }
}

// Backups serve while the others are too few.
void choose(const model::Service& service, Parts& parts) {
  const bool backup_is_up = [&] {
    for (std::size_t i = 0; i < parts.backends.size(); ++i)
      if (service.backends[i].backup && takes_flows(parts.backends[i])) return true;
    return false;
  }();
  parts.failing = parts.too_few && !backup_is_up;
  if (parts.failing) {
    fail(service, parts.backends);
    return;
  }
  if (parts.healthy == 0 && !parts.too_few) return;  // backups alone, or nobody
  for (std::size_t i = 0; i < parts.backends.size(); ++i)
    if (service.backends[i].backup != parts.too_few) put_on_standby(parts.backends[i]);
}

// Where nothing takes a backend down there is no number of backends that is too small.
bool are_too_few(const model::Service& service, std::uint32_t healthy, bool were_too_few) {
  if (!is_judged(service)) return false;
  const auto& quorum = service.health.quorum;
  return healthy < quorum.backends + (were_too_few ? quorum.hysteresis : 0);
}

// The step that a backend is in, 1 to kSlowStartSteps.
std::uint32_t step_of(const model::Service& service, const net::IpAddress& backend, const Ramps& ramps,
                      Moment now) {
  const auto ramp = ramps.find({service.name, backend});
  if (ramp == ramps.end() || service.slow_start.count() == 0) return kSlowStartSteps;
  const auto passed = now.steady - ramp->second;
  if (passed >= service.slow_start) return kSlowStartSteps;
  return static_cast<std::uint32_t>(passed * kSlowStartSteps / service.slow_start) + 1;
}

// In tenths of a weight, so that a step and an agent's percentage move no more than they say; at least one.
void scale(const model::Service& service, const std::vector<Standing>& standings, const Ramps& ramps, Moment now,
           std::vector<Part>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto& weight = parts[i].share.weight;
    if (weight == 0) continue;
    const auto full = std::uint64_t{weight} * step_of(service, service.backends[i].address, ramps, now);
    const auto percent = standings[i].percent == 0 ? 100 : standings[i].percent;
    weight = static_cast<std::uint32_t>(std::max<std::uint64_t>(full * percent / 100, 1));
  }
}

// `backend`: as the file has it; null if it has not, and the override waits for its return.
std::string describe(const model::Override& override, const model::Backend* backend) {
  std::string text;
  if (override.state) text = model::to_string(*override.state);
  if (override.weight) {
    text += (text.empty() ? "" : ", ") + ("weight " + std::to_string(*override.weight));
    if (backend != nullptr) text += " (file: " + std::to_string(backend->weight) + ")";
  }
  return backend == nullptr ? text + ", and not in the file" : text;
}

}  // namespace

Parts parts_of(const model::Service& service, const std::vector<Standing>& standings, bool were_too_few,
               const model::Overrides& overrides, const Ramps& ramps, Moment now) {
  Parts parts;
  parts.backends.reserve(service.backends.size());
  for (std::size_t i = 0; i < service.backends.size(); ++i) {
    const auto& backend = service.backends[i];
    auto& part = parts.backends.emplace_back(part_of(backend, overrides.find(service.name, backend.address), now));
    judge(standings[i], service.on_down, part);
    if (!backend.backup && takes_flows(part)) ++parts.healthy;
  }
  parts.too_few = are_too_few(service, parts.healthy, were_too_few);
  choose(service, parts);
  scale(service, standings, ramps, now, parts.backends);
  return parts;
}

bool is_judged(const model::Service& service) {
  return !service.health.checks.empty() || service.health.passive == model::Passive::kDown;
}

bool any_takes_flows(const Parts& parts) { return std::ranges::any_of(parts.backends, takes_flows); }

std::vector<std::string> describe_overrides(const model::Config& config, const model::Overrides& overrides) {
  std::vector<std::string> lines;
  for (const auto& [key, override] : overrides) {
    const auto service = std::ranges::find(config.services, key.service, &model::Service::name);
    const model::Backend* backend = nullptr;
    if (service != config.services.end()) {
      const auto found = std::ranges::find(service->backends, key.backend, &model::Backend::address);
      if (found != service->backends.end()) backend = &*found;
    }
    lines.push_back(key.service + " " + key.backend.to_string() + ": " + describe(override, backend));
  }
  return lines;
}

}  // namespace shunt::control
