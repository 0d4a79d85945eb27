// SPDX-License-Identifier: Apache-2.0
#include "dataplane/tracking/slot.h"

namespace shunt::dataplane {
namespace {

shunt_slot make(std::uint32_t current, std::uint32_t previous, bool tracked, bool settled) {
  const bool migrating = current != previous;
  return {
      .current = current,
      .previous = previous | (tracked ? SHUNT_SLOT_TRACKED : 0) | (settled && migrating ? SHUNT_SLOT_SETTLED : 0)};
}

}  // namespace

shunt_slot changed_slot(shunt_slot before, std::uint32_t current, bool previous_stays) {
  std::uint32_t previous = previous_of(before);
  bool tracked = is_tracked(before);
  if (current != before.current) {
    // A second change while the first one migrates: flows of the generation in between are recorded.
    if (is_migrating(before)) {
      tracked = true;
    } else {
      previous = before.current;
    }
  }
  if (!previous_stays) {
    if (current != previous) tracked = true;
    previous = current;
  }
  return make(current, previous, tracked, is_settled(before));
}

shunt_slot settled_slot(shunt_slot slot) { return make(slot.current, previous_of(slot), is_tracked(slot), true); }

shunt_slot migrated_slot(shunt_slot slot) { return make(slot.current, slot.current, true, false); }

shunt_slot untracked_slot(shunt_slot slot) {
  return make(slot.current, previous_of(slot), is_migrating(slot), is_settled(slot));
}

}  // namespace shunt::dataplane
