// SPDX-License-Identifier: Apache-2.0
#include "web/gate.h"

#include <crypt.h>
#include <gmock/gmock.h>

#include <boost/asio/executor_work_guard.hpp>

#include "web/digest.h"

namespace shunt::web {
namespace {

using testing::HasSubstr;
using Verdict = Gate::Verdict;

const net::IpAddress kClient = *net::IpAddress::parse("192.0.2.9");

/// The cheapest of the schemes that are allowed.
std::string hash_of(const char* password) {
  crypt_data scratch{};
  return ::crypt_r(password, "$5$rounds=1000$saltsalt", &scratch);
}

constexpr const char* kAlice = "Basic YWxpY2U6c2VjcmV0";        // alice:secret
constexpr const char* kAliceWrong = "Basic YWxpY2U6c2VjcmV4";   // alice:secrex
constexpr const char* kMallory = "Basic bWFsbG9yeTpzZWNyZXQ=";  // mallory:secret

class GateTest : public testing::Test {
 protected:
  void SetUp() override {
    gate_->admit({{"alice", hash_of("secret"), false}, {"prometheus", sha256_hex("token"), true}});
  }

  Gate::Answer ask(std::string_view field, const net::IpAddress& client = kClient) {
    std::optional<Gate::Answer> answer;
    gate_->check(field, client, [&](const Gate::Answer& given) { answer = given; });
    at_once_ = answer.has_value();
    loop_.restart();
    while (!answer) loop_.run_one_for(std::chrono::seconds(5));
    return *answer;
  }

  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ = make_work_guard(loop_);
  std::vector<std::string> log_;
  std::shared_ptr<Gate> gate_ =
      std::make_shared<Gate>(loop_, [this](const std::string& line) { log_.push_back(line); });
  bool at_once_ = false;
};

TEST_F(GateTest, LooksAtARightPasswordOnce) {
  EXPECT_EQ(ask(kAlice).verdict, Verdict::kAllowed);
  EXPECT_FALSE(at_once_) << "on the loop's thread";
  EXPECT_EQ(ask(kAlice).verdict, Verdict::kAllowed);
  EXPECT_TRUE(at_once_) << "not remembered";
  EXPECT_TRUE(log_.empty());
}

TEST_F(GateTest, ForgetsAPasswordThatWasChangedOrTaken) {
  ask(kAlice);
  gate_->admit({{"alice", hash_of("other"), false}});
  EXPECT_EQ(ask(kAlice).verdict, Verdict::kWrong);
  gate_->admit({{"bob", hash_of("secret"), false}});
  EXPECT_EQ(ask(kAlice).verdict, Verdict::kWrong);
}

TEST_F(GateTest, RefusesAPasswordOfSomebodyElse) {
  EXPECT_EQ(ask(kMallory).verdict, Verdict::kWrong);
  EXPECT_FALSE(at_once_) << "tells by its time that there is no such user";
  EXPECT_EQ(ask(kMallory).verdict, Verdict::kWrong);
}

TEST_F(GateTest, KnowsTokens) {
  EXPECT_EQ(ask("Bearer token").verdict, Verdict::kAllowed);
  EXPECT_TRUE(at_once_);
  EXPECT_EQ(ask("Bearer tokem").verdict, Verdict::kWrong);
  EXPECT_EQ(ask("Basic " + std::string("cHJvbWV0aGV1czp0b2tlbg==")).verdict, Verdict::kWrong)
      << "it is no password";
}

TEST_F(GateTest, AsksWhoSaysNothing) {
  EXPECT_EQ(ask("").verdict, Verdict::kNone);
  EXPECT_EQ(ask("Digest a").verdict, Verdict::kWrong);
}

TEST_F(GateTest, SlowsWhoGuesses) {
  for (unsigned i = 0; i < Guesses::kFree; ++i) EXPECT_EQ(ask(kAliceWrong).verdict, Verdict::kWrong);
  const auto slowed = ask(kAlice);
  EXPECT_EQ(slowed.verdict, Verdict::kSlowed) << "also the right one";
  EXPECT_EQ(slowed.retry_after, std::chrono::seconds(1));
  EXPECT_EQ(ask(kAlice, *net::IpAddress::parse("192.0.2.10")).verdict, Verdict::kAllowed) << "from elsewhere";
  EXPECT_EQ(ask(kAlice).verdict, Verdict::kAllowed) << "known to be right: takes no guess";
  EXPECT_EQ(ask("Bearer token").verdict, Verdict::kAllowed);
}

TEST_F(GateTest, LogsWhoGuessesWithoutTheGuess) {
  for (int i = 0; i < 5; ++i) ask(kAliceWrong);
  ASSERT_EQ(log_.size(), 5U);
  EXPECT_EQ(log_[4],
            "192.0.2.9 sent a wrong password for \"alice\", 5 wrong ones in a row, the next counts in 1 s");
  for (int i = 0; i < 100; ++i) ask("Bearer x");
  EXPECT_EQ(log_.size(), Gate::kMostLines);
  for (const auto& line : log_) EXPECT_THAT(line, Not(HasSubstr("secre")));
}

TEST_F(GateTest, LooksOnceAtWhatManyConnectionsSend) {
  int allowed = 0;
  for (int i = 0; i < 100; ++i)
    gate_->check(kAlice, kClient,
                 [&](const Gate::Answer& given) { allowed += given.verdict == Verdict::kAllowed; });
  while (allowed < 100) ASSERT_EQ(loop_.run_one_for(std::chrono::seconds(5)), 1U);
  EXPECT_EQ(allowed, 100);
}

TEST_F(GateTest, TakesABoundedNumberOfPasswords) {
  int busy = 0, other = 0;
  for (std::uint8_t i = 0; i < 200; ++i)
    gate_->check(kAliceWrong, net::IpAddress::from_ipv4({10, 0, 0, i}), [](const Gate::Answer&) {});
  // Different ones, each from its own address.
  for (int i = 0; i < 100; ++i) {
    const std::string digits = std::to_string(1000 + i);
    const std::string field = "Basic YTpi" + digits;  // a:b and three more bytes
    gate_->check(field, net::IpAddress::from_ipv4({10, 0, 1, static_cast<std::uint8_t>(i)}),
                 [&](const Gate::Answer& given) { (given.verdict == Verdict::kBusy ? busy : other)++; });
  }
  EXPECT_GE(busy, 50) << "answered at once";
  while (busy + other < 100) ASSERT_EQ(loop_.run_one_for(std::chrono::seconds(5)), 1U);
}

}  // namespace
}  // namespace shunt::web
