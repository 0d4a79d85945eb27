// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include "unit/health/probe/backend.h"
#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::Outcome;
using health::Verdict;
using model::Check;
using model::CheckType;
using std::chrono::milliseconds;

/// Reads a request, answers, and closes.
struct Answering : Backend {
  explicit Answering(std::string answer, const std::string& address = "127.0.0.1")
      : Backend(
            [answer = std::move(answer)](Peer& peer) {
              peer.read_until("\r\n\r\n");
              peer.write(answer);
            },
            address) {}
};

std::string reason_of(const std::string& answer, const std::function<void(Check&)>& change = {}) {
  const Answering backend(answer);
  Check check = check_of(CheckType::kHttp, backend.port());
  if (change) change(check);
  const Outcome outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, outcome.reason.empty() ? Verdict::kPassed : Verdict::kFailed);
  return outcome.reason;
}

void expecting_ok(Check& check) { check.expect = "^ok$"; }

TEST(HttpProbe, sends_a_request_of_its_own) {
  std::string request;
  const Backend backend([&](Peer& peer) {
    request = peer.read_until("\r\n\r\n");
    peer.write("HTTP/1.1 204 No Content\r\n\r\n");
  });
  Check check = check_of(CheckType::kHttp, backend.port());
  check.http.path = "/health?a=1";
  check.http.headers = {{"X-Check", "1\r\nEvil: 2"}, {"user-agent", "own"}};
  EXPECT_EQ(Probing().ask(check).reason, "");
  EXPECT_EQ(request, "GET /health?a=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(backend.port()) +
                         "\r\nAccept: */*\r\nConnection: close\r\nX-Check: 1  Evil: 2\r\nuser-agent: own\r\n\r\n");
}

TEST(HttpProbe, names_an_IPv6_address_or_the_host_that_it_was_given) {
  std::string request;
  const Backend backend(
      [&](Peer& peer) {
        request = peer.read_until("\r\n\r\n");
        peer.write("HTTP/1.0 200 OK\r\n\r\n");
      },
      "::1");
  Check check = check_of(CheckType::kHttp, backend.port());
  EXPECT_EQ(Probing().ask(check, "::1").reason, "");
  EXPECT_THAT(request, testing::HasSubstr("\r\nHost: [::1]:" + std::to_string(backend.port()) + "\r\n"));
  check.http.host = "a.example";
  EXPECT_EQ(Probing().ask(check, "::1").reason, "");
  EXPECT_THAT(request, testing::HasSubstr("\r\nHost: a.example\r\nUser-Agent: shunt\r\n"));
}

TEST(HttpProbe, judges_the_status) {
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\n\r\n"), "");
  EXPECT_EQ(reason_of("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"), "");
  EXPECT_EQ(reason_of("HTTP/1.1 503 Busy\r\n\r\n"), "HTTP 503, expected 200-399");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\n\r\n",
                      [](Check& check) {
                        check.http.statuses = {{204, 204}, {300, 399}};
                      }),
            "HTTP 200, expected 204, 300-399");
}

TEST(HttpProbe, does_not_wait_for_the_body) {
  const Backend backend([](Peer& peer) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    peer.wait_for_end();
  });
  EXPECT_EQ(Probing().ask(check_of(CheckType::kHttp, backend.port())).reason, "");
}

TEST(HttpProbe, finds_the_pattern_in_the_body) {
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", expecting_ok), "");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\n\r\nok", expecting_ok), "");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\n\r\n",
                      expecting_ok),
            "");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\n\r\nok, but no", expecting_ok),
            "HTTP: the body does not hold the pattern");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", expecting_ok),
            "HTTP: the body does not hold the pattern");
  EXPECT_EQ(reason_of("HTTP/1.1 500 No\r\n\r\nok", expecting_ok), "HTTP 500, expected 200-399");
}

TEST(HttpProbe, finds_a_pattern_far_in_but_not_beyond_1_MiB) {
  const auto marked = [](std::size_t at, std::size_t size) {
    return "HTTP/1.1 200 OK\r\n\r\n" + std::string(at, 'x') + "needle" + std::string(size - at, 'x');
  };
  const auto needle = [](Check& check) { check.expect = "xneedlex"; };
  EXPECT_EQ(reason_of(marked(1'000'000, 10'000'000), needle), "");
  EXPECT_EQ(reason_of(marked(2'000'000, 10'000'000), needle), "HTTP: the body does not hold the pattern");
  EXPECT_EQ(reason_of(marked(65533, 70'000), needle), "") << "across the window's end";
  EXPECT_NE(reason_of(marked(40'000, 300'000), [](Check& check) { check.expect = "^needle"; }), "");
}

TEST(HttpProbe, says_what_of_the_answer_is_wrong) {
  EXPECT_EQ(reason_of(""), "HTTP: connection closed without an answer");
  EXPECT_EQ(reason_of("SSH-2.0-OpenSSH_9.2p1\r\n\r\n"), "HTTP: the answer is no HTTP");
  EXPECT_EQ(reason_of(std::string("\0\x16\x03\x01\r\n\r\n", 8)), "HTTP: the answer is no HTTP");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\nServ"), "HTTP: connection closed within the headers");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\nX: " + std::string(1 << 20, 'x') + "\r\n\r\n"),
            "HTTP: more than 64 KiB of headers");
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 10000; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(reason_of(many + "\r\n"), "HTTP: more than 64 KiB of headers");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", expecting_ok),
            "HTTP: the body's chunks are malformed");
  EXPECT_EQ(reason_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", expecting_ok),
            "HTTP: connection closed within the body");
}

TEST(HttpProbe, reads_over_interim_answers) {
  EXPECT_EQ(
      reason_of(
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok",
          expecting_ok),
      "");
  std::string forever;
  for (int i = 0; i < 100; ++i) forever += "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(reason_of(forever), "HTTP: too many interim answers");
}

TEST(HttpProbe, takes_the_length_of_an_answer_to_HEAD_as_a_claim) {
  EXPECT_EQ(
      reason_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", [](Check& check) { check.http.method = "HEAD"; }),
      "");
}

TEST(HttpProbe, ends_in_time_whatever_drips_in) {
  const auto dripping = [](const std::string& text, const std::string& expect) {
    const Backend backend([&](Peer& peer) {
      for (const char byte : text + std::string(100000, 'x')) {
        if (!peer.write({&byte, 1})) return;
        ::usleep(text.find(byte) == std::string::npos ? 20000 : 100);
      }
    });
    Check check = check_of(CheckType::kHttp, backend.port());
    check.timeout = milliseconds(200);
    check.expect = expect;
    const Outcome outcome = Probing().ask(check);
    EXPECT_LT(outcome.latency, milliseconds(1000));
    return outcome.reason;
  };
  EXPECT_EQ(dripping("HTTP/1.1 200 OK\r\n", ""), "HTTP: the headers did not end in 200 ms");
  EXPECT_EQ(dripping("HTTP/1.1 200 OK\r\n\r\n", "ok"), "HTTP: the body did not end in 200 ms");
  EXPECT_EQ(dripping("HTTP/1.1 200 OK\r\n\r\nok", "ok"), "");
}

TEST(HttpProbe, says_that_nothing_came_or_that_it_was_reset) {
  const Backend silent([](Peer& peer) { peer.wait_for_end(); });
  Check check = check_of(CheckType::kHttp, silent.port());
  check.timeout = milliseconds(100);
  const auto outcome = Probing().ask(check);
  EXPECT_EQ(outcome.reason, "HTTP: no answer in 100 ms");
  EXPECT_TRUE(outcome.heard) << "it took the connection";
  const Backend resetting([](Peer& peer) {
    peer.read_until("\r\n\r\n");
    peer.reset();
  });
  EXPECT_EQ(Probing().ask(check_of(CheckType::kHttp, resetting.port())).reason, "HTTP: connection reset");
}

}  // namespace
}  // namespace shunt::test
