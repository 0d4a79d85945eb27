// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include <sys/stat.h>

#include <fstream>
#include <future>

#include "unit/web/running_server.h"
#include "web/json.h"

namespace shunt::web {
namespace {

using test::RawClient;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(RunningServer, AnswersOneRequestAfterTheOtherOnOneConnection) {
  start();
  auto client = RawClient::to_unix(socket_);
  for (int i = 0; i < 3; ++i) {
    client.send(kGetStatus);
    const std::string response = client.read_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(response, testing::EndsWith("\r\n\r\n" + to_json(test::example_status())));
  }
}

TEST_F(RunningServer, AnswersRequestsThatComeInOnePiece) {
  start();
  auto client = RawClient::to_unix(socket_);
  client.send(std::string(kGetStatus) + "POST /v1/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_response(), HasSubstr("config_file"));
  EXPECT_THAT(client.read_to_end(), testing::AllOf(HasSubstr("slots_moved"), Not(HasSubstr("still open"))));
}

TEST_F(RunningServer, AnswersARequestThatComesByteByByte) {
  start();
  auto client = RawClient::to_unix(socket_);
  for (const char byte : kGetStatus) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(RunningServer, TakesABodyInChunks) {
  start();
  EXPECT_THAT(ask("PUT /v1/interfaces/eth0 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "8\r\n{\"mode\":\r\n9\r\n\"native\"}\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 200 OK"));
  EXPECT_EQ(api_.attached.at(0).second, model::AttachMode::kNative);
}

TEST_F(RunningServer, OpensItsSocketToOwnerAndGroupOnly) {
  start();
  struct stat info {};
  ASSERT_EQ(::stat(socket_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0660U);
}

TEST_F(RunningServer, RemovesItsSocketWhenItStops) {
  start();
  auto client = RawClient::to_unix(socket_);
  stop();
  EXPECT_TRUE(client.closes());
  EXPECT_FALSE(std::filesystem::exists(socket_));
}

TEST_F(RunningServer, LeavesAFileAloneThatTookThePlaceOfItsSocket) {
  start();
  std::filesystem::remove(socket_);
  std::ofstream(socket_) << "of somebody else";
  stop();
  EXPECT_TRUE(std::filesystem::is_regular_file(socket_));
}

TEST_F(RunningServer, TakesThePlaceOfASocketThatADeadProcessLeft) {
  start();
  std::filesystem::create_hard_link(socket_, folder_.path() / "left");
  stop();
  std::filesystem::rename(folder_.path() / "left", socket_);
  boost::asio::io_context loop;
  EXPECT_TRUE(Server::start(loop, api_, socket_));
}

TEST_F(RunningServer, LeavesAFileAloneThatIsNoSocket) {
  const auto file = folder_.file("notes", "mine");
  const auto server = Server::start(loop_, api_, file);
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error().message(), HasSubstr("is no socket"));
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_FALSE(Server::start(loop_, api_, folder_.path() / std::string(120, 'a')));
}

TEST_F(RunningServer, RefusesWhatIsNotHttp) {
  start();
  for (const std::string_view bytes :
       {std::string_view("\0\xff\0\xff\r\n\r\n", 8), std::string_view("hello\r\n\r\n"),
        std::string_view("GET\r\n\r\n"), std::string_view("GET /v1/status HTTP/9.9\r\n\r\n"),
        std::string_view("GET /v1/status HTTP/1.1\r\nno colon\r\n\r\n"),
        std::string_view("POST /v1/reload HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        std::string_view("POST /v1/reload HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")}) {
    auto client = RawClient::to_unix(socket_);
    client.send(bytes);
    EXPECT_THAT(client.read_to_end(), testing::AllOf(StartsWith("HTTP/1.1 400 "), Not(HasSubstr("still open"))));
  }
  EXPECT_EQ(api_.reloads, 0);
  expect_still_serving();
}

TEST_F(RunningServer, RefusesHeadersAndBodiesBeyondItsLimits) {
  start();
  auto header = RawClient::to_unix(socket_);
  header.send("GET /v1/status HTTP/1.1\r\nX: " + std::string(1'000'000, 'x'));
  EXPECT_THAT(header.read_to_end(), StartsWith("HTTP/1.1 431 "));
  auto body = RawClient::to_unix(socket_);
  body.send("PUT /v1/interfaces/eth0 HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\nxxx");
  EXPECT_THAT(body.read_to_end(), StartsWith("HTTP/1.1 413 "));
  auto chunked = RawClient::to_unix(socket_);
  chunked.send("PUT /v1/interfaces/eth0 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n" +
               std::string(100'000, 'x'));
  EXPECT_THAT(chunked.read_to_end(), StartsWith("HTTP/1.1 413 "));
  EXPECT_TRUE(api_.attached.empty());
}

TEST_F(RunningServer, TakesAWholeConfigurationToPlanWith) {
  start();
  const std::string text(15'000'000, '#');
  auto client = RawClient::to_unix(socket_);
  client.send("POST /v1/plan?name=a HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(text.size()) +
              "\r\n\r\n" + text);
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 OK"));
  client.send(kGetStatus);
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 OK")) << "on the same connection";
  ASSERT_EQ(api_.planned.size(), 1U);
  EXPECT_EQ(api_.planned[0]->text, text);
  auto chunked = RawClient::to_unix(socket_);
  chunked.send("POST /v1/plan?name=a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n" +
               text.substr(0, 0x100000) + "\r\n0\r\n\r\n");
  EXPECT_THAT(chunked.read_response(), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_EQ(api_.planned.at(1)->text.size(), 0x100000U);
}

TEST_F(RunningServer, NamesTheLimitThatABodyExceeds) {
  tcp_port_ = test::free_tcp_port();
  start();
  const auto answer = [](RawClient client, const std::string& request, std::size_t size) {
    client.send(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
    return client.read_to_end();
  };
  EXPECT_THAT(answer(RawClient::to_unix(socket_), "POST /v1/reload", 4097),
              testing::AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr(" 4096 bytes")));
  EXPECT_THAT(answer(RawClient::to_unix(socket_), "POST /v1/plan", (16U << 20) + 1),
              testing::AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr(" 16777216 bytes")));
  EXPECT_THAT(answer(RawClient::to_loopback(tcp_port_), "POST /v1/plan", 4097),
              testing::AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr(" 4096 bytes")));
  auto chunked = RawClient::to_unix(socket_);
  chunked.send("POST /v1/plan HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1000001\r\n");
  EXPECT_THAT(chunked.read_to_end(), StartsWith("HTTP/1.1 413 "));
  EXPECT_TRUE(api_.planned.empty());
  EXPECT_EQ(api_.reloads, 0);
}

TEST_F(RunningServer, GivesUpOnClientsThatNeverFinishARequest) {
  start({.read = std::chrono::milliseconds(200)});
  auto silent = RawClient::to_unix(socket_);
  auto partial = RawClient::to_unix(socket_);
  partial.send(kGetStatus.substr(0, 20));
  auto body = RawClient::to_unix(socket_);
  body.send("POST /v1/plan HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  auto dribble = RawClient::to_unix(socket_);
  const auto begin = std::chrono::steady_clock::now();
  while (dribble.send("x") && !dribble.closes_within(std::chrono::milliseconds(10)))
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5)) << "a byte extended the deadline";
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_THAT(partial.read_to_end(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(body.read_to_end(), StartsWith("HTTP/1.1 408 "));
  expect_still_serving();
}

TEST_F(RunningServer, GivesUpOnClientsThatNeverReadTheirAnswer) {
  api_.shown.alarms.assign(100'000, std::string(100, 'a'));
  start({.write = std::chrono::milliseconds(200)});
  auto client = RawClient::to_unix(socket_);
  client.send(kGetStatus);
  EXPECT_TRUE(client.closes());
  api_.shown.alarms.clear();
  expect_still_serving();
}

TEST_F(RunningServer, ServesWhoComesWhileHundredsOfSilentClientsWait) {
  start({.read = std::chrono::milliseconds(300)});
  std::vector<RawClient> silent;
  for (int i = 0; i < 120; ++i) silent.push_back(RawClient::to_unix(socket_));
  expect_still_serving();
}

TEST_F(RunningServer, SurvivesClientsThatLeave) {
  start();
  for (int i = 0; i < 50; ++i) RawClient::to_unix(socket_).send(kGetStatus.substr(0, static_cast<std::size_t>(i)));
  for (int i = 0; i < 50; ++i) RawClient::to_unix(socket_).send(kGetStatus);
  expect_still_serving();
}

TEST_F(RunningServer, OnlyShowsOverTcp) {
  tcp_port_ = test::free_tcp_port();
  start();
  const auto ask_tcp = [this](std::string_view request) {
    auto client = RawClient::to_loopback(tcp_port_);
    client.send(request);
    return client.read_response();
  };
  EXPECT_THAT(ask_tcp(kGetStatus), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(ask_tcp("POST /v1/reload HTTP/1.1\r\nHost: localhost\r\n\r\n"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(ask_tcp("GET /v1/status HTTP/1.1\r\nHost: evil.example\r\n\r\n"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(ask_tcp("GET /v1/status HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(api_.reloads, 0);
}

TEST_F(RunningServer, ChangesWhereItListensWhileItRuns) {
  tcp_port_ = test::free_tcp_port();
  start();
  auto client = RawClient::to_loopback(tcp_port_);
  std::promise<bool> done;
  boost::asio::post(loop_, [&] { done.set_value(server_->listen({}).has_value()); });
  ASSERT_TRUE(done.get_future().get());
  EXPECT_TRUE(client.closes());
  EXPECT_THROW(RawClient::to_loopback(tcp_port_), std::system_error);
  expect_still_serving();
}

TEST_F(RunningServer, NamesTheTcpAddressThatIsTaken) {
  tcp_port_ = test::free_tcp_port();
  start();
  boost::asio::io_context loop;
  const auto second = Server::start(loop, api_, folder_.path() / "second.sock");
  const auto listening =
      (*second)->listen({.listen = model::Api::Listen{*net::IpAddress::parse("127.0.0.1"), tcp_port_}});
  ASSERT_FALSE(listening);
  EXPECT_THAT(listening.error().message(), HasSubstr("127.0.0.1:" + std::to_string(tcp_port_)));
}

}  // namespace
}  // namespace shunt::web
