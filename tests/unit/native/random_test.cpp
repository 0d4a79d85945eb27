// SPDX-License-Identifier: Apache-2.0
// Random configurations and broken frames under sanitizers, held against the reference.
#include <gtest/gtest.h>

#include "support/native/native_program.h"
#include "support/packet/decode.h"
#include "support/random/dice.h"
#include "support/random/states.h"
#include "support/random/traffic.h"
#include "support/reference/process.h"

namespace shunt::native {
namespace {

constexpr std::uint64_t kRounds = 60;
constexpr std::uint64_t kFramesOfARound = 1'500;

/// One configuration, and frames of any size to it, all broken in some way.
void round(std::uint64_t seed) {
  random::Dice dice(seed);
  const given::State state = random::random_state(dice);
  NativeProgram program;
  program.configure(state);
  program.headroom(dice.chance(20) ? dice.below(60) : 216);
  outcome::Counters expected;
  for (std::uint64_t i = 0; i < kFramesOfARound; ++i) {
    packet::Bytes frame = random::random_frame(dice, state);
    random::mutate(dice, frame);
    if (dice.chance(10)) frame.resize(dice.below(14));
    const auto ingress = dice.pick<std::uint32_t>({given::kPortA, given::kPortB, given::kUnlistedPort});
    const reference::Decision decision = reference::process(state, frame, ingress, expected);
    const outcome::Run run = program.run(frame, ingress);
    if (NativeProgram::growth_was_refused()) {  // the reference has room always
      ASSERT_EQ(run.verdict, outcome::Verdict::kDrop);
      continue;
    }
    ASSERT_EQ(run.verdict, decision.verdict) << packet::describe(frame);
    if (run.verdict != outcome::Verdict::kDrop) {
      ASSERT_EQ(packet::hex_dump(run.frame), packet::hex_dump(decision.frame)) << packet::describe(frame);
    }
  }
  if (!program.counters().reasons.contains(SHUNT_REASON_NO_HEADROOM)) {
    EXPECT_EQ(program.counters(), expected) << program.counters().to_string() << "expected:\n"
                                            << expected.to_string();
  }
}

TEST(BrokenFrames, AreReadOnlyWhereTheyAre) {
  const std::uint64_t seed = random::announced_seed();
  for (std::uint64_t number = 0; number < kRounds; ++number) {
    round(seed + number);
    ASSERT_FALSE(testing::Test::HasFailure()) << "SHUNT_SEED=" << seed + number << " repeats it at once";
  }
}

}  // namespace
}  // namespace shunt::native
