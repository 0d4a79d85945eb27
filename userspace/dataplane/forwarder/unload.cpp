// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/unload.h"

#include <cerrno>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/everywhere.h"
#include "dataplane/forwarder/pins.h"

namespace shunt::dataplane {

core::Result<Unloaded> unload(const std::filesystem::path& pin_dir) {
  std::error_code error;
  const bool there = std::filesystem::exists(pin_dir, error);
  if (error) return refusal("cannot look at " + pin_dir.string(), error.value());
  if (!there) return Unloaded{};
  const auto pins = Pins::open(pin_dir);
  if (!pins) return pins.error();
  Ownership ours("shunt_forward");
  const auto programs = pins->pinned_programs();
  if (programs.empty() && std::filesystem::exists(pin_dir / "prog", error) && !missing_capabilities().empty())
    return refusal("cannot open " + (pin_dir / "prog").string(), EPERM);
  for (const auto& program : programs)
    if (auto added = ours.add(program.get()); !added) return added.error();
  auto names = detach_everywhere(ours);
  if (!names) return names.error();
  if (auto removed = pins->remove(); !removed) return removed.error();
  return Unloaded{.was_pinned = !programs.empty(), .interfaces = *std::move(names)};
}

}  // namespace shunt::dataplane
