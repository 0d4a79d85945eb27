// SPDX-License-Identifier: Apache-2.0
// Who cannot be asked from the beginning: no verdict, and after a time a presumption.
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>

#include "unit/health/checker/checking.h"

namespace shunt::test {
namespace {

using health::State;
using health::Verdict;
using namespace std::chrono_literals;

class Presumption : public Checking {
 protected:
  static constexpr auto kSoon = 30ms;
  static constexpr auto kNever = 1h;

  health::Checker& checker_with(std::chrono::milliseconds presume_after) {
    own = std::make_unique<health::Checker>(
        loop, prober, paths, [this](const health::Check& check) { on_change(check); }, presume_after);
    return *own;
  }
  const health::CheckStatus& status() { return own->find(asked)->status(); }

  const health::Target asked = target(checking());
  std::unique_ptr<health::Checker> own;
};

TEST_F(Presumption, WhoCannotBeAskedIsPendingAndThatIsToldOnce) {
  prober.on_probe = [](const auto&, const auto&) { return unable(); };
  checker_with(kNever).configure({asked});
  run_until([&] { return status().unable == 5; });
  EXPECT_EQ(status().state, State::kPending);
  EXPECT_EQ(status().reason, "connect: out of descriptors");
  EXPECT_EQ(changes, 1) << "others need not wait for it";
}

TEST_F(Presumption, IsMadeWhenTheTimeIsOver) {
  prober.on_probe = [](const auto&, const auto&) { return unable(); };
  const auto began = std::chrono::steady_clock::now();
  checker_with(kSoon).configure({asked});
  run_until([&] { return status().state == State::kUp; });
  EXPECT_GE(std::chrono::steady_clock::now() - began, kSoon);
  EXPECT_TRUE(status().presumed);
  EXPECT_EQ(status().reason, "connect: out of descriptors; presumed up");
  ASSERT_EQ(status().transitions.size(), 1U);
  EXPECT_EQ(status().transitions[0].reason, status().reason);
  EXPECT_EQ(changes, 2);
}

TEST_F(Presumption, DoesNotWaitForTheNextProbeOfALongInterval) {
  auto check = checking();
  check.interval = check.fast_interval = 1h;
  const auto rare = target(check);
  paths.path = {.verdict = Verdict::kUnable, .reason = "no way"};
  auto& rarely = checker_with(kSoon);
  rarely.configure({rare});
  run_until([&] { return rarely.find(rare)->status().state == State::kUp; });
  EXPECT_TRUE(rarely.find(rare)->status().presumed);
}

TEST_F(Presumption, IsMadeAlsoIfTheWayStaysUnknown) {
  paths.path = {.verdict = std::nullopt, .reason = "resolving"};
  checker_with(kSoon).configure({asked});
  run_until([&] { return status().state == State::kUp; });
  EXPECT_TRUE(status().presumed);
  EXPECT_EQ(status().reason, "resolving; presumed up");
  EXPECT_EQ(status().last, Verdict::kUnable);
  EXPECT_TRUE(prober.probes.empty());
}

TEST_F(Presumption, EndsWithTheFirstResultWhichDecidesAlone) {
  auto check = checking();
  check.fall = 3;
  const auto strict = target(check);
  FakeProber::Answer answer = unable();
  prober.on_probe = [&](const auto&, const auto&) { return answer; };
  auto& presuming = checker_with(kSoon);
  presuming.configure({strict});
  const auto& status = presuming.find(strict)->status();
  run_until([&] { return status.presumed; });
  answer = refused();
  run_until([&] { return status.state == State::kDown; });
  EXPECT_EQ(status.failed, 1U);
  EXPECT_FALSE(status.presumed);
  EXPECT_EQ(status.reason, "connect: refused");
}

TEST_F(Presumption, IsNotMadeWhileAnAnswerIsExpected) {
  prober.on_probe = [](const auto&, const auto&) { return std::nullopt; };
  checker_with(1ms).configure({asked});
  boost::asio::steady_timer later(loop, 30ms);
  bool over = false;
  later.async_wait([&](const auto&) { over = true; });
  run_until([&] { return over; });
  EXPECT_EQ(status().state, State::kPending);
}

TEST_F(Presumption, IsNotMadeAgainstTheFile) {
  auto check = checking();
  check.initial = model::InitialHealth::kDown;
  const auto down = target(check);
  prober.on_probe = [](const auto&, const auto&) { return unable(); };
  auto& presuming = checker_with(1ms);
  presuming.configure({down});
  run_until([&] { return presuming.find(down)->status().unable == 5; });
  EXPECT_EQ(presuming.find(down)->status().state, State::kDown);
}

}  // namespace
}  // namespace shunt::test
