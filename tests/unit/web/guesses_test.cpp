// SPDX-License-Identifier: Apache-2.0
#include "web/guesses.h"

#include <gtest/gtest.h>

namespace shunt::web {
namespace {

using std::chrono::seconds;

const net::IpAddress kClient = *net::IpAddress::parse("192.0.2.9");
const net::IpAddress kOther = *net::IpAddress::parse("192.0.2.10");

class GuessesTest : public testing::Test {
 protected:
  void wrong(const net::IpAddress& client) {
    guesses_.begin(client, now_);
    guesses_.end(client, false, now_);
  }

  Guesses guesses_;
  Guesses::Clock::time_point now_ = Guesses::Clock::time_point(std::chrono::hours(1));
};

TEST_F(GuessesTest, AreSlowedMoreAndMore) {
  for (unsigned i = 1; i < Guesses::kFree; ++i) {
    wrong(kClient);
    EXPECT_EQ(guesses_.wait(kClient, now_), seconds(0));
  }
  std::vector<seconds> waits;
  for (int i = 0; i < 9; ++i) {
    wrong(kClient);
    waits.push_back(guesses_.wait(kClient, now_));
    now_ += waits.back();
    EXPECT_EQ(guesses_.wait(kClient, now_), seconds(0));
  }
  EXPECT_EQ(waits, (std::vector<seconds>{seconds(1), seconds(2), seconds(4), seconds(8), seconds(16), seconds(32),
                                         seconds(60), seconds(60), seconds(60)}));
  EXPECT_EQ(guesses_.wait(kOther, now_), seconds(0));
}

TEST_F(GuessesTest, AreForgottenWithTheRightOneAndWithTime) {
  for (int i = 0; i < 8; ++i) wrong(kClient);
  guesses_.begin(kClient, now_);
  guesses_.end(kClient, true, now_);
  EXPECT_EQ(guesses_.wait(kClient, now_), seconds(0));
  EXPECT_EQ(guesses_.size(), 0U);
  for (int i = 0; i < 8; ++i) wrong(kClient);
  now_ += Guesses::kForgotten + seconds(1);
  wrong(kClient);
  EXPECT_EQ(guesses_.wrong(kClient), 1U);
}

TEST_F(GuessesTest, AreLookedAtTwoAtATime) {
  guesses_.begin(kClient, now_);
  EXPECT_EQ(guesses_.wait(kClient, now_), seconds(0));
  guesses_.begin(kClient, now_);
  EXPECT_EQ(guesses_.wait(kClient, now_), seconds(1));
  guesses_.end(kClient, false, now_);
  EXPECT_EQ(guesses_.wait(kClient, now_), seconds(0));
}

TEST_F(GuessesTest, OfIpv6AreThoseOfA64) {
  for (int i = 0; i < 8; ++i) wrong(*net::IpAddress::parse("2001:db8::" + std::to_string(i)));
  EXPECT_GT(guesses_.wait(*net::IpAddress::parse("2001:db8::ffff"), now_), seconds(0));
  EXPECT_EQ(guesses_.wait(*net::IpAddress::parse("2001:db8:0:1::1"), now_), seconds(0));
}

TEST_F(GuessesTest, OfManyAddressesTakeBoundedMemory) {
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    now_ += std::chrono::milliseconds(1);
    wrong(net::IpAddress::from_ipv4({10, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                                     static_cast<std::uint8_t>(i)}));
  }
  EXPECT_EQ(guesses_.size(), Guesses::kMostAddresses);
}

}  // namespace
}  // namespace shunt::web
