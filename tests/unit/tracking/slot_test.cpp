// SPDX-License-Identifier: Apache-2.0
// The life of a slot against the rules as they are written down, over every state of four backends.
#include "dataplane/tracking/slot.h"

#include <gtest/gtest.h>

namespace shunt::dataplane {
namespace {

constexpr std::uint32_t kBackends = 4;  // position 0, none, among them

struct Model {
  std::uint32_t current;
  std::uint32_t previous;
  bool tracked;
  bool operator==(const Model&) const = default;
};

Model model_of(const shunt_slot& slot) {
  return {.current = slot.current, .previous = previous_of(slot), .tracked = is_tracked(slot)};
}

// What a change does, in the words of the rules.
Model changed(Model slot, std::uint32_t next, bool previous_alive) {
  if (next != slot.current) {
    if (slot.current != slot.previous) {
      slot.tracked = true;
    } else {
      slot.previous = slot.current;
    }
    slot.current = next;
  }
  if (!previous_alive) {
    if (slot.current != slot.previous) slot.tracked = true;
    slot.previous = slot.current;
  }
  return slot;
}

template <typename Check>
void for_each_slot(Check check) {
  for (std::uint32_t current = 0; current < kBackends; ++current) {
    for (std::uint32_t previous = 0; previous < kBackends; ++previous) {
      for (const std::uint32_t flags :
           {0U, SHUNT_SLOT_TRACKED, SHUNT_SLOT_SETTLED, SHUNT_SLOT_TRACKED | SHUNT_SLOT_SETTLED}) {
        if (current == previous && (flags & SHUNT_SLOT_SETTLED) != 0) continue;  // of migrating slots only
        SCOPED_TRACE(std::to_string(current) + " after " + std::to_string(previous) + " flags " +
                     std::to_string(flags));
        check(shunt_slot{.current = current, .previous = previous | flags});
      }
    }
  }
}

TEST(Slot, ChangesByTheRules) {
  for_each_slot([](const shunt_slot& before) {
    for (std::uint32_t next = 0; next < kBackends; ++next) {
      for (const bool stays : {false, true}) {
        const auto after = changed_slot(before, next, stays);
        EXPECT_EQ(model_of(after), changed(model_of(before), next, stays)) << next << stays;
      }
    }
  });
}

TEST(Slot, IsSettledOnlyWhileItMigrates) {
  for_each_slot([](const shunt_slot& before) {
    for (std::uint32_t next = 0; next < kBackends; ++next) {
      const auto after = changed_slot(before, next, true);
      EXPECT_EQ(is_settled(after), is_settled(before) && is_migrating(after));
    }
    EXPECT_EQ(is_settled(settled_slot(before)), is_migrating(before));
    EXPECT_EQ(model_of(settled_slot(before)), model_of(before));
  });
}

TEST(Slot, IsTrackedWhenItsMigrationEnds) {
  for_each_slot([](const shunt_slot& before) {
    EXPECT_EQ(model_of(migrated_slot(before)), (Model{before.current, before.current, true}));
    EXPECT_FALSE(is_settled(migrated_slot(before)));
  });
}

TEST(Slot, IsSteadyOnceUntrackedUnlessItMigrates) {
  for_each_slot([](const shunt_slot& before) {
    const auto after = untracked_slot(before);
    EXPECT_EQ(is_steady(after), !is_migrating(before));
    EXPECT_EQ(is_tracked(after), is_migrating(before));
    EXPECT_EQ(after.current, before.current);
    EXPECT_EQ(previous_of(after), previous_of(before));
  });
}

TEST(Slot, IsSteadyOnlyIfPacketsMayTouchNoState) {
  for_each_slot(
      [](const shunt_slot& slot) { EXPECT_EQ(is_steady(slot), !is_migrating(slot) && !is_tracked(slot)); });
  EXPECT_TRUE(is_steady(steady_slot(3)));
}

}  // namespace
}  // namespace shunt::dataplane
