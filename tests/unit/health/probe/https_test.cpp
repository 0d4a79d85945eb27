// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <ctime>

#include "unit/health/probe/certificates.h"
#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::Verdict;
using model::Check;
using model::CheckType;

std::string ok(const std::string&) { return "HTTP/1.1 200 OK\r\n\r\nok"; }

class HttpsProbe : public testing::Test {
 protected:
  /// A check that trusts the authority and wants a.example.
  Check check(std::uint16_t port) {
    Check check = check_of(CheckType::kHttps, port);
    check.tls.ca_file = authority.file();
    check.tls.server_name = "a.example";
    return check;
  }

  std::string reason_of(const Identity& identity, const std::function<void(Check&)>& change = {},
                        const std::string& address = "127.0.0.1") {
    const auto backend = tls_backend(identity, ok, address);
    Check asked = check(backend->port());
    if (change) change(asked);
    const auto outcome = Probing().ask(asked, address);
    EXPECT_EQ(outcome.verdict, outcome.reason.empty() ? Verdict::kPassed : Verdict::kFailed);
    return outcome.reason;
  }

  static std::string day(long from_now) {
    const std::time_t then = std::time(nullptr) + from_now;
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&then));
    return text;
  }

  Authority authority;
};

TEST_F(HttpsProbe, passes_with_the_right_certificate) {
  EXPECT_EQ(reason_of(authority.issue({})), "");
  EXPECT_EQ(reason_of(authority.issue({}), [](Check& check) { check.expect = "^ok$"; }), "");
  EXPECT_EQ(reason_of(authority.issue({}), [](Check& check) { check.expect = "no"; }),
            "HTTP: the body does not hold the pattern");
}

TEST_F(HttpsProbe, reuses_what_it_has_read) {
  const auto backend = tls_backend(authority.issue({}), ok);
  Probing probing;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(probing.ask(check(backend->port())).reason, "");
}

TEST_F(HttpsProbe, names_the_server_by_its_name_its_host_or_not_at_all) {
  std::string asked;
  const auto backend = tls_backend(authority.issue({.names = "DNS:a.example,DNS:b.example,IP:127.0.0.1"}),
                                   [&](const std::string& name) { return asked = name, ok(name); });
  Check named = check(backend->port());
  EXPECT_EQ(Probing().ask(named).reason, "");
  EXPECT_EQ(asked, "a.example");
  named.tls.server_name.clear();
  named.http.host = "b.example:8443";
  EXPECT_EQ(Probing().ask(named).reason, "");
  EXPECT_EQ(asked, "b.example");
  named.http.host.clear();
  EXPECT_EQ(Probing().ask(named).reason, "");
  EXPECT_EQ(asked, "");
}

TEST_F(HttpsProbe, says_for_whom_the_certificate_is) {
  EXPECT_EQ(reason_of(authority.issue({}), [](Check& check) { check.tls.server_name = "b.example"; }),
            "TLS: certificate is for a.example, not b.example");
  EXPECT_EQ(reason_of(authority.issue({.names = "DNS:a.example,IP:192.0.2.1,DNS:c.example,DNS:d.example"}),
                      [](Check& check) { check.tls.server_name.clear(); }),
            "TLS: certificate is for a.example, 192.0.2.1 and 2 more, not 127.0.0.1");
  EXPECT_EQ(reason_of(
                authority.issue({.names = ""}), [](Check& check) { check.tls.server_name.clear(); }, "::1"),
            "TLS: certificate is for Test Backend, not ::1");
}

TEST_F(HttpsProbe, says_when_the_certificate_is_valid) {
  EXPECT_EQ(reason_of(authority.issue({.valid_until = -7200})), "TLS: certificate expired on " + day(-7200));
  EXPECT_EQ(reason_of(authority.issue({.valid_from = 200000, .valid_until = 400000})),
            "TLS: certificate is not valid before " + day(200000));
}

TEST_F(HttpsProbe, trusts_only_its_authorities_unless_told_not_to_care) {
  EXPECT_EQ(reason_of(authority.self_signed({})), "TLS: certificate is signed by itself");
  EXPECT_EQ(reason_of(Authority().issue({})), "TLS: certificate is of an unknown authority");
  EXPECT_EQ(
      reason_of(authority.self_signed({.valid_until = -7200}), [](Check& check) { check.tls.verify = false; }),
      "");
}

TEST_F(HttpsProbe, says_that_the_answer_is_no_TLS) {
  const Backend plain([](Peer& peer) {
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.wait_for_end();
  });
  EXPECT_EQ(Probing().ask(check(plain.port())).reason, "TLS: the answer is no TLS");
  const Backend closing([](Peer& peer) { peer.read_until("\x16"); });
  EXPECT_THAT(Probing().ask(check(closing.port())).reason,
              testing::AnyOf("TLS: connection closed within the handshake", "TLS: connection reset"));
  const Backend silent([](Peer& peer) { peer.wait_for_end(); });
  Check late = check(silent.port());
  late.timeout = std::chrono::milliseconds(150);
  EXPECT_EQ(Probing().ask(late).reason, "TLS: no answer in 150 ms");
}

TEST_F(HttpsProbe, refuses_old_versions) {
  const auto backend = tls_backend(authority.issue({}), ok, "127.0.0.1", TLS1_1_VERSION);
  EXPECT_EQ(Probing().ask(check(backend->port())).reason, "TLS: the backend does not speak TLS 1.2 or later");
}

TEST_F(HttpsProbe, is_unable_without_the_file_of_authorities) {
  Check without = check(1);
  without.tls.ca_file = "/nonexistent/ca.pem";
  const auto outcome = Probing().ask(without);
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  EXPECT_EQ(outcome.reason, "TLS: cannot read the authorities in /nonexistent/ca.pem: No such file or directory");
}

TEST_F(HttpsProbe, says_nothing_when_it_is_destroyed_while_files_are_read) {
  const Check asked = check(1);
  Probing probing;
  auto probe = probing.prober->probe(asked, to("127.0.0.1"), [](const health::Outcome&) { FAIL() << "told"; });
  probe.reset();
  probing.prober.reset();
  probing.loop.run();
}

}  // namespace
}  // namespace shunt::test
