// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/tables.h"

#include <gtest/gtest.h>

#include "dataplane/tracking/slot.h"
#include "support/rows/memory_file.h"

namespace shunt::dataplane {
namespace {

struct TableRows {
  MemoryFile<shunt_slot> slots{500};
  Tables tables{slots.windowed()};

  std::shared_ptr<Table> acquire(const TableKey& key, const std::shared_ptr<Table>& before = nullptr,
                                 bool in_place = false) {
    return tables.acquire(key, before, in_place, 7);
  }
};

/// Backends 198.51.100.1, 2, ... at positions 1, 2, ...
TableKey key(const std::vector<std::uint32_t>& weights, model::Scheduler scheduler = model::Scheduler::kMaglev) {
  TableKey key{.size = 31, .scheduler = scheduler};
  key.candidates.push_back({.address = {}, .weight = 0});
  key.alive.push_back(false);
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    key.candidates.push_back(
        {.address = net::IpAddress::from_ipv4({198, 51, 100, static_cast<std::uint8_t>(i + 1)}),
         .weight = weights[i]});
    key.alive.push_back(true);
  }
  return key;
}

TEST(Tables, BeginSteady) {
  TableRows rows;
  const auto table = rows.acquire(key({1, 1}));
  ASSERT_NE(table, nullptr);
  EXPECT_TRUE(table->steady());
  for (std::size_t i = 0; i < 31; ++i) {
    EXPECT_EQ(rows.slots[table->rows->first() + i].current, table->slots()[i].current);
    EXPECT_TRUE(is_steady(table->slots()[i]));
  }
}

TEST(Tables, FollowTheOneBefore) {
  TableRows rows;
  const auto before = rows.acquire(key({1, 1, 0}));
  const auto after = rows.acquire(key({1, 1, 1}), before);
  EXPECT_NE(after->rows->first(), before->rows->first());
  EXPECT_GT(after->migrating(), 5U);
  for (std::size_t i = 0; i < 31; ++i) {
    EXPECT_EQ(previous_of(after->slots()[i]), before->slots()[i].current);
    EXPECT_EQ(after->since()[i], is_migrating(after->slots()[i]) ? 7U : 0U);
  }
}

TEST(Tables, StayWhenNothingChanges) {
  TableRows rows;
  const auto before = rows.acquire(key({1, 1}));
  EXPECT_EQ(rows.acquire(key({1, 1}), before), before);
}

TEST(Tables, AreSharedWhileTheyChangeAlike) {
  TableRows rows;
  const auto one = rows.acquire(key({1, 1, 0}));
  const auto two = rows.acquire(key({1, 1, 0}));
  EXPECT_EQ(one, two);
  EXPECT_EQ(rows.acquire(key({1, 1, 1}), one), rows.acquire(key({1, 1, 1}), two));
  const auto new_one = rows.acquire(key({1, 1, 1}));
  EXPECT_TRUE(new_one->steady());
}

TEST(Tables, AreNotSharedOnceTimeHasChangedOne) {
  TableRows rows;
  const auto one = rows.acquire(key({1, 1}));
  one->update([](std::size_t, shunt_slot slot, std::uint32_t) { return migrated_slot(slot); });
  EXPECT_NE(rows.acquire(key({1, 1})), one);
}

TEST(Tables, ChangeInPlaceWhenNobodyElseHasThem) {
  TableRows rows;
  auto before = rows.acquire(key({1, 1, 0}));
  const auto first = before->rows->first();
  const auto held = rows.slots[first];
  const auto after = rows.acquire(key({0, 1, 1}), before, true);
  EXPECT_EQ(after->rows->first(), first);
  EXPECT_EQ(rows.slots[first].current, held.current);  // not before it is stored
  rows.tables.store(*after);
  for (std::size_t i = 0; i < 31; ++i) {
    EXPECT_EQ(rows.slots[first + i].current, after->slots()[i].current);
    EXPECT_EQ(rows.slots[first + i].previous, after->slots()[i].previous);
  }
}

TEST(Tables, DoNotChangeInPlaceWhatAnotherServiceHas) {
  TableRows rows;
  const auto one = rows.acquire(key({1, 1, 0}));
  const auto two = rows.acquire(key({1, 1, 0}));
  EXPECT_NE(rows.acquire(key({1, 1, 1}), one, true)->rows->first(), two->rows->first());
}

// Its rows will say something else once the change is stored.
TEST(Tables, GiveNobodyTheRowsOfOneThatChangesInPlace) {
  TableRows rows;
  const auto before = rows.acquire(key({1, 1, 0}));
  const auto after = rows.acquire(key({1, 1, 1}), before, true);
  ASSERT_EQ(after->rows, before->rows);
  const auto other = rows.acquire(key({1, 1, 0}));
  EXPECT_NE(other->rows->first(), before->rows->first());
}

TEST(Tables, DoNotFollowOneOfOtherSlots) {
  TableRows rows;
  const auto before = rows.acquire(key({1, 1}));
  auto other = key({1, 1});
  other.seed = 1;
  EXPECT_TRUE(rows.acquire(other, before)->steady());
  EXPECT_TRUE(rows.acquire(key({1, 1}, model::Scheduler::kSource), before)->steady());
}

TEST(Tables, OfSchedulersThatRecordEveryFlowAreAlwaysSteady) {
  TableRows rows;
  for (const auto scheduler : {model::Scheduler::kRoundRobin, model::Scheduler::kLeastConnections}) {
    const auto before = rows.acquire(key({1, 1, 0}, scheduler));
    EXPECT_TRUE(rows.acquire(key({1, 0, 1}, scheduler), before)->steady());
  }
}

TEST(Tables, KeepPreviousWhenNoBackendTakesNewFlows) {
  TableRows rows;
  const auto before = rows.acquire(key({1, 1}));
  const auto after = rows.acquire(key({0, 0}), before);
  ASSERT_EQ(after->slots().size(), 31U);
  for (std::size_t i = 0; i < 31; ++i) {
    EXPECT_EQ(after->slots()[i].current, 0U);
    EXPECT_EQ(previous_of(after->slots()[i]), before->slots()[i].current);
  }
}

TEST(Tables, SayWhenThereIsNoRoom) {
  TableRows rows;
  std::vector<std::shared_ptr<Table>> held;
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    auto one = key({1, 1});
    one.seed = seed;
    held.push_back(rows.acquire(one));
    ASSERT_NE(held.back(), nullptr);
  }
  auto one = key({1, 1});
  one.seed = 99;
  EXPECT_EQ(rows.acquire(one), nullptr);
  held.clear();
  EXPECT_EQ(rows.acquire(one), nullptr);  // a packet may still be there
  rows.tables.reclaim();
  EXPECT_NE(rows.acquire(one), nullptr);
}

}  // namespace
}  // namespace shunt::dataplane
