// SPDX-License-Identifier: Apache-2.0
#include "dataplane/observe/shadow.h"

#include <algorithm>
#include <utility>

#include "dataplane/publish/inherited.h"

namespace shunt::dataplane {
namespace {

// What packets read of `control` beside the services; those are published.
void copy_control(const shunt_control& from, shunt_control& to) {
  to = from;
  to.active = 0;
  std::ranges::fill(to.generations, shunt_generation{});
}

core::Result<Inherited> published_by(const Forwarder& live) {
  const auto& memory = live.memory();
  const auto slots = memory.slots.show(0, memory.slots.size());
  return read_inherited({.control = memory.control,
                         .services = memory.services,
                         .slots = slots.rows(),
                         .backends = memory.backends});
}

// Nobody's packets are there, and nobody's counters.
PublisherHooks no_hooks() {
  return {.wait_for_packets = [] {},
          .clear_backend_stats = [](std::uint32_t) {},
          .clear_service_drops = [](std::uint32_t) {}};
}

}  // namespace

Shadow::Shadow(std::unique_ptr<Forwarder> maps)
    : maps_(std::move(maps)), publisher_(maps_->memory(), maps_->sizes(), no_hooks()) {}

core::Result<std::unique_ptr<Shadow>> Shadow::make(const Forwarder& live, const DesiredState& desired) {
  const auto inherited = published_by(live);
  if (!inherited) return inherited.error();
  auto maps = Forwarder::maps_beside(live);
  if (!maps) return maps.error();
  copy_control(*live.memory().control, *(*maps)->memory().control);
  std::unique_ptr<Shadow> shadow(new Shadow(*std::move(maps)));
  if (auto restored = shadow->publisher_.restore(*inherited); !restored) return restored.error();
  if (auto published = shadow->publisher_.publish(desired, {.breaks = true}); !published) return published.error();
  const auto& loads = live.memory().backend_flows;
  for (std::size_t id = 0; id < loads.size(); ++id) shadow->memory().backend_flows[id].load = loads[id].load;
  auto program = LookProgram::load(*shadow->maps_);
  if (!program) return program.error();
  shadow->program_ = *std::move(program);
  return shadow;
}

}  // namespace shunt::dataplane
