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

// Backups serve while no other backend takes flows.
void stand_by(const model::Service& service, std::vector<Part>& parts) {
  const auto takes = [&](std::size_t i) { return parts[i].share.weight != 0; };
  bool others = false;
  for (std::size_t i = 0; i < parts.size(); ++i) others = others || (takes(i) && !service.backends[i].backup);
  if (!others) return;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!service.backends[i].backup || !takes(i)) continue;
    parts[i].share.weight = 0;
    parts[i].state = BackendState::kStandby;
  }
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

void start_slowly(const model::Service& service, std::vector<Part>& parts, const Ramps& ramps, Moment now) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i].share.weight *= step_of(service, service.backends[i].address, ramps, now);
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

std::vector<Part> parts_of(const model::Service& service, const model::Overrides& overrides, const Ramps& ramps,
                           Moment now) {
  std::vector<Part> parts;
  parts.reserve(service.backends.size());
  for (const auto& backend : service.backends)
    parts.push_back(part_of(backend, overrides.find(service.name, backend.address), now));
  stand_by(service, parts);
  start_slowly(service, parts, ramps, now);
  return parts;
}

bool any_takes_flows(const std::vector<Part>& parts) {
  return std::ranges::any_of(parts, [](const Part& part) { return part.share.weight != 0; });
}

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
