// SPDX-License-Identifier: Apache-2.0
// What is asked directly when nothing comes through the tunnel.
#include <gmock/gmock.h>

#include "unit/health/checker/checking.h"

namespace shunt::test {
namespace {

using health::State;
using model::CheckType;
using model::CheckVia;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const char* const kHint =
    "answers directly but not through the tunnel: decapsulation or VIP missing, or rp_filter";

class Diagnosis : public Checking {
 protected:
  Diagnosis() {
    prober.on_probe = [this](const model::Check& check, const health::Destination& destination) {
      const bool is_direct = check.via == CheckVia::kDirect;
      if (is_direct) {
        ++direct_probes;
        EXPECT_FALSE(destination.target);
        EXPECT_EQ(destination.address, destination.backend);
        asked_directly = check;
      }
      return is_direct ? direct : tunnel;
    };
  }

  /// Until the checks `type` by `via` has failed a few times.
  std::string reason_after_failures(CheckType type = CheckType::kTcp, CheckVia via = CheckVia::kDataplane) {
    auto check = checking();
    check.type = type;
    check.via = via;
    if (via == CheckVia::kDirect) prober.on_probe = [this](const auto&, const auto&) { return tunnel; };
    asked_ = target(check);
    asked_.forwarding = forwarding;
    checker.configure({asked_});
    run_until([&] { return status(asked_).failed >= 5; });
    return status(asked_).reason;
  }

  FakeProber::Answer tunnel = timed_out(), direct = passed();
  int direct_probes = 0;
  model::Forwarding forwarding = model::Forwarding::kIpip;
  model::Check asked_directly;
  health::Target asked_ = target(checking());
};

TEST_F(Diagnosis, SaysThatTheTunnelIsAtFaultIfTheBackendAnswersDirectly) {
  EXPECT_EQ(reason_after_failures(), std::string("connect: no answer; ") + kHint);
  EXPECT_EQ(direct_probes, 1) << "once in a series of failures";
}

/// With l2 there is neither a tunnel nor decapsulation.
TEST_F(Diagnosis, OfL2SaysThatTheVipIsAtFault) {
  forwarding = model::Forwarding::kL2;
  EXPECT_EQ(reason_after_failures(),
            "connect: no answer; answers directly but not at the VIP: VIP missing, or rp_filter");
}

TEST_F(Diagnosis, OfL2ARefusalShowsThatTheHostLives) {
  forwarding = model::Forwarding::kL2;
  direct = refused();
  EXPECT_EQ(
      reason_after_failures(),
      "connect: no answer; directly that port is refused, so the host lives: it lacks the VIP, rp_filter drops, "
      "or a process that listens at the VIP alone is silent");
}

/// A server may be bound to the VIP alone: then its host refuses, however well the tunnel works.
TEST_F(Diagnosis, ARefusalShowsThatTheHostLivesAndNoMore) {
  direct = refused();
  EXPECT_EQ(
      reason_after_failures(CheckType::kDns),
      "connect: no answer; directly that port is refused, so the host lives: the tunnel (decapsulation, VIP, "
      "rp_filter) or a process that listens at the VIP alone is silent");
}

TEST_F(Diagnosis, AWrongAnswerIsAnAnswer) {
  direct = health::Outcome{.verdict = health::Verdict::kFailed, .reason = "dns: NXDOMAIN", .heard = true};
  EXPECT_THAT(reason_after_failures(CheckType::kDns), EndsWith(kHint));
}

TEST_F(Diagnosis, SaysNothingIfARouterAnswersForTheBackend) {
  direct = health::Outcome{.verdict = health::Verdict::kFailed, .reason = "connect: host unreachable"};
  EXPECT_EQ(reason_after_failures(), "connect: no answer");
}

TEST_F(Diagnosis, SaysNothingIfTheBackendIsSilentDirectly) {
  direct = timed_out();
  EXPECT_EQ(reason_after_failures(), "connect: no answer");
  EXPECT_EQ(direct_probes, 1);
}

TEST_F(Diagnosis, SaysNothingIfItCouldNotAsk) {
  direct = unable();
  EXPECT_EQ(reason_after_failures(), "connect: no answer");
}

TEST_F(Diagnosis, IsNotMadeForOtherFailures) {
  tunnel = refused();
  EXPECT_EQ(reason_after_failures(), "connect: refused");
  EXPECT_EQ(direct_probes, 0);
}

/// The kernel tells of some refusals only when it is asked, at the deadline.
TEST_F(Diagnosis, IsNotMadeOfARefusalThatIsSeenLate) {
  tunnel = refused();
  tunnel->latency = checking().timeout;
  direct = refused();
  EXPECT_EQ(reason_after_failures(), "connect: refused");
  EXPECT_EQ(direct_probes, 0);
}

TEST_F(Diagnosis, IsNotMadeIfTheBackendTookTheConnection) {
  tunnel->reason = "HTTP: no answer";
  tunnel->heard = true;
  EXPECT_EQ(reason_after_failures(CheckType::kHttp), "HTTP: no answer");
  EXPECT_EQ(direct_probes, 0);
}

TEST_F(Diagnosis, IsNotMadeOfDirectChecks) {
  EXPECT_EQ(reason_after_failures(CheckType::kTcp, CheckVia::kDirect), "connect: no answer");
  EXPECT_EQ(prober.alive, 1);
}

TEST_F(Diagnosis, IsMadeAnewInTheNextSeriesOfFailures) {
  reason_after_failures();
  tunnel = passed();
  run_until([&] { return status(asked_).state == State::kUp; });
  EXPECT_EQ(status(asked_).reason, "");
  tunnel = timed_out();
  run_until([&] { return direct_probes == 2; });
  run_until([&] { return status(asked_).reason.ends_with(kHint); });
}

TEST_F(Diagnosis, AFailureOfAnotherKindInTheSeriesKeepsTheHintOfTheFirst) {
  reason_after_failures();
  tunnel = refused();
  run_until([&] { return status(asked_).reason.starts_with("connect: refused"); });
  EXPECT_THAT(status(asked_).reason, Not(HasSubstr("answers directly")))
      << "who refuses through the tunnel is reached through it";
}

TEST_F(Diagnosis, AsksHttpForAConnectionAndIcmpForAPing) {
  reason_after_failures(CheckType::kHttp);
  EXPECT_EQ(asked_directly.type, CheckType::kTcp);
  EXPECT_EQ(asked_directly.port, 80);
  EXPECT_EQ(asked_directly.full_size, model::FullSize::kOff);
  reason_after_failures(CheckType::kIcmp);
  EXPECT_EQ(asked_directly.type, CheckType::kIcmp);
}

}  // namespace
}  // namespace shunt::test
