// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/socket.h>

#include "unit/health/probe/backend.h"
#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::Verdict;
using model::CheckType;
using std::chrono::milliseconds;

std::vector<std::string> echo(std::string datagram) { return {std::move(datagram)}; }

TEST(UdpProbe, passes_with_any_answer_over_both_families) {
  for (const std::string address : {"127.0.0.1", "::1"}) {
    const UdpBackend backend(echo, address);
    auto check = check_of(CheckType::kUdp, backend.port());
    check.send = "hello";
    EXPECT_EQ(Probing().ask(check, address).reason, "");
  }
}

TEST(UdpProbe, waits_for_the_answer_that_is_expected) {
  const UdpBackend backend([](const std::string&) { return std::vector<std::string>{"", "no", "yes"}; });
  auto check = check_of(CheckType::kUdp, backend.port());
  check.send = "hello";
  check.expect = "^yes$";
  EXPECT_EQ(Probing().ask(check).reason, "");
  check.expect = "never";
  check.timeout = milliseconds(100);
  EXPECT_EQ(Probing().ask(check).reason, "udp: 3 answers in 100 ms without what is expected");
}

TEST(UdpProbe, says_that_the_port_is_closed_or_silent) {
  auto check = check_of(CheckType::kUdp, closed_port(SOCK_DGRAM));
  check.send = "hello";
  auto outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_EQ(outcome.reason, "udp: port closed");
  EXPECT_TRUE(outcome.refused);
  const UdpBackend silent([](const std::string&) { return std::vector<std::string>{}; });
  check.port = silent.port();
  check.timeout = milliseconds(100);
  EXPECT_EQ(Probing().ask(check).reason, "udp: no answer in 100 ms");
}

TEST(UdpProbe, hears_nobody_but_the_peer) {
  const UdpBackend other([](const std::string&) { return std::vector<std::string>{}; }, "127.0.0.2");
  const UdpBackend backend([](const std::string&) { return std::vector<std::string>{}; });
  auto check = check_of(CheckType::kUdp, backend.port());
  check.timeout = milliseconds(50);
  check.send = "hello";
  EXPECT_EQ(Probing().ask(check).verdict, Verdict::kFailed);
}

TEST(UdpProbe, is_unable_when_there_is_no_way) {
  const auto outcome = Probing().ask(check_of(CheckType::kUdp, 1), "255.255.255.255");
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  EXPECT_THAT(outcome.reason, testing::StartsWith("udp: "));
}

TEST(UdpProbe, ends_in_time_within_a_flood) {
  const UdpBackend backend(
      [](const std::string&) { return std::vector<std::string>(2000, std::string(1000, 'x')); });
  auto check = check_of(CheckType::kUdp, backend.port());
  check.expect = "never";
  check.timeout = milliseconds(100);
  const auto outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_LT(outcome.latency, milliseconds(1000));
}

}  // namespace
}  // namespace shunt::test
