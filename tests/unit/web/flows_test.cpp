// SPDX-License-Identifier: Apache-2.0
// GET /v1/flows: an answer that comes later.
#include <gmock/gmock.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>

#include "support/fake_api.h"
#include "support/raw_client.h"
#include "support/temporary_folder.h"
#include "web/json.h"
#include "web/routes.h"
#include "web/server.h"

namespace shunt::web {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kGetFlows = "GET /v1/flows HTTP/1.1\r\nHost: localhost\r\n\r\n";

class FlowsRoute : public testing::Test {
 protected:
  Response ask(std::string_view target, Access access = Access::kChange, std::string_view method = "GET") {
    const auto response = respond(api_, {method, target, ""}, access);
    if (!response.later) return response;
    Response later{.status = 0};
    response.later([&](Response answer) { later = std::move(answer); });
    return later;
  }
  test::FakeApi api_;
};

TEST_F(FlowsRoute, AnswersWhatTheControllerFinds) {
  const auto response = ask("/v1/flows?service=web&proto=udp");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, to_json(test::example_flows()));
  ASSERT_EQ(api_.flow_questions.size(), 1U);
  EXPECT_EQ(api_.flow_questions[0].service, "web");
  EXPECT_EQ(api_.flow_questions[0].protocol, net::Protocol::kUdp);
  EXPECT_EQ(to_json(from_json<control::FlowReport>(response.body).value()), response.body);
}

TEST_F(FlowsRoute, IsForTheUnixSocketOnly) {
  const auto response = ask("/v1/flows", Access::kRead);
  EXPECT_EQ(response.status, 403U);
  EXPECT_THAT(response.body, HasSubstr("UNIX socket"));
  EXPECT_TRUE(api_.flow_questions.empty());
}

TEST_F(FlowsRoute, RefusesWhatItCannotAnswer) {
  EXPECT_EQ(ask("/v1/flows?service=mail").status, 404U);
  EXPECT_EQ(ask("/v1/flows?limit=0").status, 400U);
  EXPECT_EQ(ask("/v1/flows", Access::kChange, "POST").status, 405U);
  EXPECT_EQ(api_.walks_started, 0);
}

class FlowsServer : public testing::Test {
 protected:
  void start() {
    server_ = Server::start(loop_, api_, socket_).value();
    thread_ = std::jthread([this] { loop_.run(); });
  }
  void stop() {
    boost::asio::post(loop_, [this] { server_.reset(), work_.reset(); });
    thread_.join();
  }
  /// A client whose question is under way.
  test::RawClient begin_walk() {
    auto client = test::RawClient::to_unix(socket_);
    client.send(kGetFlows);
    wait_for(api_.walks_started, 1);
    return client;
  }
  void wait_for(const std::atomic<int>& number, int value) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (number != value && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(number, value);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path socket_ = folder_.path() / "shunt.sock";
  test::FakeApi api_;
  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ = make_work_guard(loop_);
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

TEST_F(FlowsServer, AnswersOneAfterTheOtherOnOneConnection) {
  start();
  auto client = test::RawClient::to_unix(socket_);
  for (int i = 0; i < 3; ++i) {
    client.send(kGetFlows);
    EXPECT_THAT(client.read_response(), HasSubstr("\"matched\":1234"));
  }
  wait_for(api_.walks_destroyed, 3);
  stop();
}

TEST_F(FlowsServer, StopsAWalkWhoseClientHangsUp) {
  api_.walks_end = false;
  start();
  {
    const auto client = begin_walk();
    EXPECT_EQ(api_.walks_destroyed, 0);
  }
  wait_for(api_.walks_destroyed, 1);
  stop();
}

TEST_F(FlowsServer, StopsItsWalksWhenItEnds) {
  api_.walks_end = false;
  start();
  auto client = begin_walk();
  stop();
  EXPECT_EQ(api_.walks_destroyed, 1);
  EXPECT_TRUE(client.closes());
}

TEST_F(FlowsServer, ServesOthersWhileAWalkGoesOn) {
  api_.walks_end = false;
  start();
  const auto waiting = begin_walk();
  auto other = test::RawClient::to_unix(socket_);
  other.send("GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(other.read_response(), StartsWith("HTTP/1.1 200 OK"));
  stop();
}

}  // namespace
}  // namespace shunt::web
