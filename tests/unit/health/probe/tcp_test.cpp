// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/health/probe/backend.h"
#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::Outcome;
using health::Verdict;
using model::CheckType;
using std::chrono::milliseconds;

/// Takes connections and says nothing.
void silent(Peer& peer) { peer.wait_for_end(); }

TEST(TcpProbe, passes_when_the_backend_accepts) {
  const Backend backend(silent);
  const Outcome outcome = Probing().ask(check_of(CheckType::kTcp, backend.port()));
  EXPECT_EQ(outcome.verdict, Verdict::kPassed);
  EXPECT_EQ(outcome.reason, "");
  EXPECT_LT(outcome.latency, milliseconds(500));
}

TEST(TcpProbe, passes_over_ipv6) {
  const Backend backend(silent, "::1");
  EXPECT_EQ(Probing().ask(check_of(CheckType::kTcp, backend.port()), "::1").verdict, Verdict::kPassed);
}

TEST(TcpProbe, says_that_a_port_is_closed) {
  const Outcome outcome = Probing().ask(check_of(CheckType::kTcp, closed_port(SOCK_STREAM)));
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_EQ(outcome.reason, "connect: refused");
  EXPECT_TRUE(outcome.refused);
  EXPECT_FALSE(outcome.heard);
}

TEST(TcpProbe, says_that_nothing_answers_in_time) {
  // A listener whose queue is full drops SYNs.
  const core::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto here = closed_port(SOCK_STREAM);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(here), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  const core::UniqueFd first(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(first.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  auto check = check_of(CheckType::kTcp, here);
  check.timeout = milliseconds(150);
  const Outcome outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_EQ(outcome.reason, "connect: no answer in 150 ms");
  EXPECT_GE(outcome.latency, milliseconds(150));
  EXPECT_FALSE(outcome.heard);
}

TEST(TcpProbe, sends_and_finds_what_is_expected) {
  const Backend backend([](Peer& peer) {
    if (peer.read_until("\n") == "PING\n") peer.write("+PO"), peer.write("NG\r\n");
    peer.wait_for_end();
  });
  auto check = check_of(CheckType::kTcp, backend.port());
  check.send = "PING\n";
  check.expect = "^\\+PONG\r\n$";
  EXPECT_EQ(Probing().ask(check).reason, "");
}

TEST(TcpProbe, lets_the_backend_read_what_it_only_sends) {
  std::string read;
  {
    const Backend backend([&](Peer& peer) { read = peer.read_until({}); });
    auto check = check_of(CheckType::kTcp, backend.port());
    check.send = "hello";
    EXPECT_EQ(Probing().ask(check).verdict, Verdict::kPassed);
    Probing().ask(check_of(CheckType::kTcp, backend.port()));
    for (int i = 0; i < 500 && read.empty(); ++i) ::usleep(1000);
  }
  EXPECT_EQ(read, "hello");
}

TEST(TcpProbe, says_how_much_came_before_the_connection_ended) {
  const Backend backend([](Peer& peer) { peer.write("220 not now\n"); });
  auto check = check_of(CheckType::kTcp, backend.port());
  check.expect = "ready";
  const Outcome outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_EQ(outcome.reason, "tcp: connection closed after 12 bytes without what is expected");
}

TEST(TcpProbe, says_that_the_backend_reset_the_connection) {
  const Backend backend([](Peer& peer) {
    peer.read_until("\n");
    peer.reset();
  });
  auto check = check_of(CheckType::kTcp, backend.port());
  check.send = "x\n";
  check.expect = "ready";
  EXPECT_EQ(Probing().ask(check).reason, "tcp: connection reset");
}

TEST(TcpProbe, reads_64_KiB_and_no_more) {
  const Backend backend([](Peer& peer) { peer.write(std::string(10 << 20, 'x') + "ready"); });
  auto check = check_of(CheckType::kTcp, backend.port());
  check.expect = "ready";
  EXPECT_EQ(Probing().ask(check).reason, "tcp: 64 KiB without what is expected");
}

TEST(TcpProbe, ends_in_time_although_bytes_keep_coming) {
  const Backend backend([](Peer& peer) {
    while (peer.write("x")) ::usleep(20000);
  });
  auto check = check_of(CheckType::kTcp, backend.port());
  check.expect = "ready";
  check.timeout = milliseconds(200);
  const Outcome outcome = Probing().ask(check);
  EXPECT_THAT(outcome.reason, testing::MatchesRegex("tcp: [0-9]+ bytes? in 200 ms without what is expected"));
  EXPECT_LT(outcome.latency, milliseconds(1000));
}

TEST(TcpProbe, says_that_the_backend_says_nothing) {
  const Backend backend(silent);
  auto check = check_of(CheckType::kTcp, backend.port());
  check.expect = "ready";
  check.timeout = milliseconds(100);
  EXPECT_EQ(Probing().ask(check).reason, "tcp: no answer in 100 ms");
}

TEST(TcpProbe, is_unable_when_the_pattern_is_none) {
  auto check = check_of(CheckType::kTcp, 1);
  check.expect = "(";
  const Outcome outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  EXPECT_EQ(outcome.reason, "expect: missing ): (");
}

TEST(TcpProbe, is_unable_when_descriptors_are_out) {
  Probing probing;
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{.rlim_cur = 3, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  const Outcome outcome = probing.ask(check_of(CheckType::kTcp, 1));
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  EXPECT_EQ(outcome.reason, "connect: cannot open a socket: Too many open files");
}

TEST(TcpProbe, is_unable_when_there_is_no_way) {
  // TCP has no way to the broadcast address: refused at once, before anything is sent.
  const Outcome outcome = Probing().ask(check_of(CheckType::kTcp, 1), "255.255.255.255");
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  EXPECT_EQ(outcome.reason, "connect: Network is unreachable");
}

TEST(TcpProbe, tells_nothing_once_it_is_destroyed) {
  const Backend backend(silent);
  Probing probing;
  auto probe = probing.prober->probe(check_of(CheckType::kTcp, backend.port()), to("127.0.0.1"),
                                     [](const Outcome&) { FAIL() << "told"; });
  auto unable = probing.prober->probe(check_of(CheckType::kTcp, 1), to("255.255.255.255"),
                                      [](const Outcome&) { FAIL() << "told"; });
  probe.reset();
  unable.reset();
  probing.loop.run();  // ends: nothing waits any more
}

TEST(TcpProbe, may_be_destroyed_by_its_outcome) {
  const Backend backend(silent);
  Probing probing;
  const auto check = check_of(CheckType::kTcp, backend.port());
  std::unique_ptr<health::Probe> probe;
  bool told = false;
  probe = probing.prober->probe(check, to("127.0.0.1"), [&](const Outcome&) {
    probe.reset();
    told = true;
  });
  probing.loop.run();
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace shunt::test
