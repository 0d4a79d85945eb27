// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "support/fake_api.h"
#include "support/raw_client.h"
#include "support/temporary_folder.h"
#include "web/server.h"

namespace shunt::web {

inline constexpr std::string_view kGetStatus = "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A server on a loop in a thread of its own, as in the controller, and clients that speak what they like.
class RunningServer : public testing::Test {
 protected:
  void start(const Deadlines& deadlines = {}) {
    server_ = Server::start(loop_, api_, socket_, deadlines).value();
    if (tcp_port_ != 0) {
      const model::Api::Listen listen{*net::IpAddress::parse("127.0.0.1"), tcp_port_};
      ASSERT_TRUE(server_->listen({.listen = listen}));
    }
    thread_ = std::jthread([this] { loop_.run(); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    boost::asio::post(loop_, [this] { server_.reset(), work_.reset(); });
    thread_.join();
  }

  void TearDown() override { stop(); }

  /// Into counted_, on the loop's thread.
  void read_counts() {
    std::promise<void> done;
    boost::asio::post(loop_, [&] { counted_ = server_->counts(), done.set_value(); });
    done.get_future().wait();
  }

  std::string ask(std::string_view request) {
    auto client = test::RawClient::to_unix(socket_);
    client.send(request);
    return client.read_response();
  }

  void expect_still_serving() { EXPECT_THAT(ask(kGetStatus), testing::StartsWith("HTTP/1.1 200 OK")); }

  test::TemporaryFolder folder_;
  std::filesystem::path socket_ = folder_.path() / "run" / "shunt.sock";
  std::uint16_t tcp_port_ = 0;
  test::FakeApi api_;
  metrics::ApiCounts counted_;
  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ = make_work_guard(loop_);
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

}  // namespace shunt::web
