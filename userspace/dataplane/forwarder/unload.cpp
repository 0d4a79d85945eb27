// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/unload.h"

#include <net/if.h>

#include <cerrno>
#include <memory>

#include "dataplane/attach/attach.h"
#include "dataplane/attach/stale_pins.h"
#include "dataplane/forwarder/pins.h"

namespace shunt::dataplane {
namespace {

using Interfaces = std::unique_ptr<struct if_nameindex, decltype(&if_freenameindex)>;

/// Names of the interfaces that lost a program of ours.
core::Result<std::vector<std::string>> detach_everywhere(const Ownership& ours) {
  const Interfaces all(if_nameindex(), &if_freenameindex);
  if (!all) return core::Error::from_errno("cannot list the interfaces", errno);
  std::vector<std::string> names;
  for (const auto* interface = all.get(); interface->if_index != 0; ++interface) {
    const auto detached = detach(ours, interface->if_index);
    if (!detached) return detached.error();
    if (*detached) names.emplace_back(interface->if_name);
  }
  if (const auto released = release_stale_pins(ours); !released) return released.error();
  return names;
}

}  // namespace

core::Result<Unloaded> unload(const std::filesystem::path& pin_dir) {
  std::error_code error;
  const bool there = std::filesystem::exists(pin_dir, error);
  if (error) return core::Error("cannot look at " + pin_dir.string() + ": " + error.message());
  if (!there) return Unloaded{};
  const auto pins = Pins::open(pin_dir);
  if (!pins) return pins.error();
  Ownership ours("shunt_forward");
  const auto programs = pins->pinned_programs();
  for (const auto& program : programs)
    if (auto added = ours.add(program.get()); !added) return added.error();
  auto names = detach_everywhere(ours);
  if (!names) return names.error();
  if (auto removed = pins->remove(); !removed) return removed.error();
  return Unloaded{.was_pinned = !programs.empty(), .interfaces = *std::move(names)};
}

}  // namespace shunt::dataplane
