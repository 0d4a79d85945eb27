// SPDX-License-Identifier: Apache-2.0
// What a connection does beside requests and answers: events, expectations, fields for browsers, places.
#include "unit/web/running_server.h"
#include "web/json.h"

namespace shunt::web {
namespace {

using test::RawClient;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(RunningServer, TellsEventsUntilTheClientHasEnough) {
  start();
  auto client = RawClient::to_unix(socket_);
  client.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.read_until("}\n\n"),
              testing::AllOf(StartsWith("HTTP/1.1 200 OK"), HasSubstr("Content-Type: text/event-stream"),
                             HasSubstr("\r\n\r\nretry: 2000\n\nevent: overview\ndata: {"),
                             Not(HasSubstr("Content-Length"))));
  EXPECT_THAT(client.read_until("}\n\n"), StartsWith("event: overview\ndata: {")) << "a second later";
  expect_still_serving();
}

TEST_F(RunningServer, HoldsOneEventForWhoReadsNoneAndGivesUp) {
  api_.shown.alarms.assign(50'000, std::string(100, 'a'));
  start({.write = std::chrono::milliseconds(1500)});
  auto client = RawClient::to_unix(socket_);
  client.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(client.closes());
  api_.shown.alarms.clear();
  expect_still_serving();
}

TEST_F(RunningServer, EndsWithItsStreams) {
  start();
  auto client = RawClient::to_unix(socket_);
  client.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.read_until("}\n\n");
  stop();
  EXPECT_TRUE(client.closes());
}

TEST_F(RunningServer, AnswersWhatTheClientWaitsForBeforeItSendsABody) {
  start();
  auto client = RawClient::to_unix(socket_);
  client.send("PUT /v1/interfaces/eth0 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("{}");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 OK"));
  client.send("PUT /v1/interfaces/eth0 HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 417 "));
}

TEST_F(RunningServer, TakesNoBodyOfUnknownCodingForTheNextRequest) {
  start();
  for (const std::string coding : {"xchunked", "identity", "chunked, gzip", "gzip"}) {
    auto client = RawClient::to_unix(socket_);
    client.send("GET /v1/log HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding +
                "\r\n\r\nGET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.read_response(), testing::AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("chunked")))
        << coding;
    EXPECT_TRUE(client.closes()) << coding;
  }
}

TEST_F(RunningServer, RefusesAnUnknownExpectationAlsoWithoutABody) {
  start();
  auto client = RawClient::to_unix(socket_);
  client.send("GET /v1/status HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 417"));
}

TEST_F(RunningServer, WantsOneHost) {
  start();
  for (const char* host : {"", "Host: a\r\nHost: b\r\n", "Host: a b\r\n", "Host: a/b\r\n"}) {
    auto client = RawClient::to_unix(socket_);
    client.send(std::string("GET /v1/status HTTP/1.1\r\n") + host + "\r\n");
    EXPECT_THAT(client.read_response(), testing::AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("one Host field")))
        << host;
  }
  auto old = RawClient::to_unix(socket_);
  old.send("GET /v1/status HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.read_response(), StartsWith("HTTP/1.1 200")) << "1.0 knows no Host";
}

TEST_F(RunningServer, AnswersTheAbsoluteFormThatProxiesGet) {
  start();
  auto client = RawClient::to_unix(socket_);
  client.send("GET http://shunt.example/v1/status HTTP/1.1\r\nHost: shunt.example\r\n\r\n");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200"));
}

TEST_F(RunningServer, LeavesTheBodyOutForHead) {
  start();
  auto client = RawClient::to_unix(socket_);
  client.send("HEAD /v1/status HTTP/1.1\r\nHost: x\r\n\r\n" + std::string(kGetStatus));
  EXPECT_THAT(client.read_until("\r\n\r\n"),
              HasSubstr("Content-Length: " + std::to_string(to_json(test::example_status()).size())));
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(RunningServer, TellsBrowsersToTrustOnlyItsOwnPage) {
  start();
  for (const char* target : {"/v1/status", "/nothing", "/metrics"}) {
    const std::string response = ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    for (const char* field :
         {"\r\nContent-Security-Policy: default-src 'none'; script-src 'self'", "frame-ancestors 'none'\r\n",
          "\r\nX-Content-Type-Options: nosniff\r\n", "\r\nReferrer-Policy: no-referrer\r\n",
          "\r\nCache-Control: no-store\r\n", "\r\nDate: "})
      EXPECT_THAT(response, HasSubstr(field)) << target;
    EXPECT_THAT(response, Not(HasSubstr("Strict-Transport-Security"))) << "without TLS";
    EXPECT_THAT(response, Not(HasSubstr("Access-Control")));
  }
}

TEST_F(RunningServer, GivesThePlaceOfWhoWaitedLongestToWhoComes) {
  start();
  auto first = RawClient::to_unix(socket_);
  std::vector<RawClient> silent;
  for (int i = 0; i < 64; ++i) silent.push_back(RawClient::to_unix(socket_));
  EXPECT_TRUE(first.closes());
  expect_still_serving();
  read_counts();
  EXPECT_EQ(counted_.closed[static_cast<std::size_t>(metrics::ApiClosing::kEvicted)], 2U);
}

}  // namespace
}  // namespace shunt::web
