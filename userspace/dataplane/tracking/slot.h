// SPDX-License-Identifier: Apache-2.0
// What becomes of a slot when its backend changes, and afterwards: the rules of docs/consistency.md. Pure.
#pragma once

#include <cstdint>

#include "shunt/abi.h"

namespace shunt::dataplane {

/// The backend of flows that began before the slot's last change; equal to `current` once that is over.
constexpr std::uint32_t previous_of(const shunt_slot& slot) { return slot.previous & SHUNT_SLOT_POSITION; }

/// New flows go elsewhere than old ones, and all are recorded.
constexpr bool is_migrating(const shunt_slot& slot) { return slot.current != previous_of(slot); }

/// Packets look into the flow table: some recorded flow may have a backend of its own.
constexpr bool is_tracked(const shunt_slot& slot) { return (slot.previous & SHUNT_SLOT_TRACKED) != 0; }

constexpr bool is_steady(const shunt_slot& slot) { return slot.current == slot.previous; }

constexpr bool is_settled(const shunt_slot& slot) { return (slot.previous & SHUNT_SLOT_SETTLED) != 0; }

/// A slot whose every flow goes to one backend, and none is looked up.
constexpr shunt_slot steady_slot(std::uint32_t position) { return {.current = position, .previous = position}; }

/// New flows go to `current` from now on. `previous_stays`: the backend of the flows that began before can still
/// serve them; else they go to `current` too, and only recorded flows of other backends stay where they are.
shunt_slot changed_slot(shunt_slot before, std::uint32_t current, bool previous_stays);

/// All live UDP flows of before the change have been recorded: an unknown one is new.
shunt_slot settled_slot(shunt_slot slot);

/// All live flows of before the change have been recorded: what is not goes to `current`.
shunt_slot migrated_slot(shunt_slot slot);

/// No recorded flow has another backend than the slot any more.
shunt_slot untracked_slot(shunt_slot slot);

}  // namespace shunt::dataplane
