// SPDX-License-Identifier: Apache-2.0
// Changes that are posted to a server.
#include "health/hook/post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "health/hook/wording.h"
#include "support/raw_client.h"
#include "unit/health/hook/tiny_server.h"
#include "unit/health/hook/watched_hook.h"

namespace shunt::health {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// What is reported of a server that answers so; empty if nothing is.
std::string failure_of(const std::string& answer) {
  test::TinyServer server(answer);
  test::WatchedHook hook({.post = server.url()});
  hook.tell();
  const auto failures = hook.failures();
  EXPECT_LE(failures.size(), 1U);
  EXPECT_EQ(server.requests().size(), 1U) << "once, whatever the answer is";
  if (failures.empty()) return "";
  EXPECT_THAT(failures[0], StartsWith("POST to http://127.0.0.1:"));
  EXPECT_THAT(failures[0], EndsWith(" (web 198.51.100.11 up -> down)"));
  const auto begin = failures[0].find(": ", sizeof("POST to http://"));
  return failures[0].substr(begin + 2, failures[0].rfind(" (") - begin - 2);
}

TEST(Post, CarriesTheChangeAsJson) {
  test::TinyServer server("HTTP/1.1 204 No Content\r\n\r\n");
  test::WatchedHook hook({.post = server.url()});
  const auto counts = hook.tell();
  EXPECT_EQ(counts.told, 1U);
  EXPECT_EQ(counts.failed, 0U);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_THAT(requests[0], StartsWith("POST /hook HTTP/1.1\r\n"));
  EXPECT_THAT(requests[0], HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(requests[0], HasSubstr("\r\nUser-Agent: shunt/"));
  EXPECT_THAT(requests[0], Not(HasSubstr("Expect")));
  EXPECT_THAT(requests[0], EndsWith("\r\n\r\n" + json(test::went_down())));
}

TEST(Post, TakesAnyStatusOf2xxAndNoOther) {
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), "");
  EXPECT_EQ(failure_of("HTTP/1.0 202 Accepted\r\n\r\nfine"), "");
  EXPECT_EQ(failure_of("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), "HTTP 500, expected 2xx");
  EXPECT_EQ(failure_of("HTTP/1.1 404 No\r\n\r\n"), "HTTP 404, expected 2xx");
}

TEST(Post, FollowsNoRedirect) {
  EXPECT_EQ(failure_of("HTTP/1.1 307 There\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
            "HTTP 307, expected 2xx");
}

TEST(Post, SaysWhatIsWrongWithAnAnswer) {
  EXPECT_EQ(failure_of(""), "Server returned nothing (no headers, no data)");
  EXPECT_EQ(failure_of("SSH-2.0-OpenSSH_9.2p1\r\n"), "Unsupported protocol");  // HTTP/0.9
}

TEST(Post, ReadsNoMoreOfAnAnswerThanItMust) {
  const std::string endless(100 * kMostOfAnAnswer, 'x');
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\n\r\n" + endless), "");
  EXPECT_EQ(failure_of("HTTP/1.1 503 No\r\n\r\n" + endless), "HTTP 503, expected 2xx");
}

TEST(Post, ToAServerThatNeverAnswersEndsInTime) {
  const auto silent = test::listen_on_loopback();
  test::WatchedHook hook({.post = "http://127.0.0.1:" + std::to_string(silent.port) + "/", .timeout = 200ms});
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_THAT(hook.failures(), ElementsAre(HasSubstr(": no answer in 200 ms (")));
}

TEST(Post, ToNobodySaysSo) {
  test::WatchedHook hook({.post = "http://127.0.0.1:" + std::to_string(test::free_tcp_port()) + "/"});
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_THAT(hook.failures(), ElementsAre(HasSubstr(": Couldn't connect to server (")));
}

TEST(Post, SpeaksNoOtherProtocol) {
  test::WatchedHook hook({.post = "file:///etc/passwd"});
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_THAT(hook.failures(), ElementsAre(HasSubstr(": Unsupported protocol (")));
}

TEST(Post, GoesOutBesideACommand) {
  test::TinyServer server("HTTP/1.1 200 OK\r\n\r\n");
  test::WatchedHook hook({.command = {"/bin/false"}, .post = server.url()});
  hook.tell();
  EXPECT_TRUE(test::eventually([&] { return hook->counts().told == 1 && hook->counts().failed == 1; }));
  EXPECT_THAT(hook.failures(), ElementsAre(HasSubstr("/bin/false: exit status 1")));
}

}  // namespace
}  // namespace shunt::health
