// SPDX-License-Identifier: Apache-2.0
// What must hold whatever happens: a flow moves only when its backend is gone. History h of a run with seed s is
// history 0 of a run with SHUNT_SEED = s + h; SHUNT_HISTORIES sets how many there are.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "bpf/tracking/history.h"

namespace shunt::tracking {
namespace {

unsigned histories_wanted() {
  const char* wanted = std::getenv("SHUNT_HISTORIES");
  return wanted != nullptr ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 0)) : 45;
}

class Histories : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto available = balancer::Balancer::available(); !available)
      GTEST_SKIP() << available.error().message();
  }

  static void run(const balancer::Settings& settings, const HistoryOptions& options, bool all_are_recorded) {
    auto loaded = balancer::Balancer::load(settings);
    ASSERT_TRUE(loaded) << loaded.error().message();
    const auto seed = random::announced_seed();
    Tally sum;
    for (unsigned i = 0; i < histories_wanted(); ++i) {
      History history(**loaded, settings, options, seed + i);
      const auto broken = history.run();
      ASSERT_FALSE(broken) << "SHUNT_SEED=" << seed + i << " repeats this:\n" << *broken;
      const auto stats = (*loaded)->flow_stats();
      if (all_are_recorded) {
        ASSERT_EQ(stats.refused_full + stats.refused_rate + stats.evicted, 0U) << "SHUNT_SEED=" << seed + i;
      } else {
        ASSERT_GT(stats.refused_full, 0U) << "SHUNT_SEED=" << seed + i;
      }
      add(sum, history.tally());
    }
    std::printf(
        "%llu packets, %llu of flows that had to stay, %llu flows begun, %llu changes, %llu restarts, %llu "
        "slices swept\n",
        static_cast<unsigned long long>(sum.packets), static_cast<unsigned long long>(sum.bound),
        static_cast<unsigned long long>(sum.begun), static_cast<unsigned long long>(sum.changes),
        static_cast<unsigned long long>(sum.restarts), static_cast<unsigned long long>(sum.sweeps));
  }

 private:
  static void add(Tally& sum, const Tally& tally) {
    sum.packets += tally.packets;
    sum.bound += tally.bound;
    sum.begun += tally.begun;
    sum.changes += tally.changes;
    sum.restarts += tally.restarts;
    sum.sweeps += tally.sweeps;
  }
};

TEST_F(Histories, MoveNoFlowWhoseBackendIsThere) { run({.flow_buckets = 1024}, {}, true); }

TEST_F(Histories, MoveNoEstablishedFlowWhenTheFlowTableIsFull) {
  run({.flow_buckets = 16}, {.ticks = 300, .crowded = true, .restarts = 1}, false);
}

}  // namespace
}  // namespace shunt::tracking
