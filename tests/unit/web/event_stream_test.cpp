// SPDX-License-Identifier: Apache-2.0
#include "web/event_stream.h"

#include <gtest/gtest.h>

namespace shunt::web {
namespace {

using std::chrono::milliseconds;

struct Client : EventStream::Subscriber {
  void on_frame(const Frame& frame) override { got.push_back(frame); }
  std::vector<Frame> got;
};

class Events : public testing::Test {
 protected:
  void run(milliseconds time) {
    loop_.restart();
    loop_.run_for(time);
  }

  boost::asio::io_context loop_;
  int ticks_ = 0;
  EventStream events_{loop_, [this](EventStream& events) { events.publish("state", std::to_string(++ticks_)); }};
};

TEST_F(Events, MakeNothingWhileNobodyListens) {
  run(milliseconds(20));
  events_.publish("state", "1");
  EXPECT_EQ(ticks_, 0);
}

TEST_F(Events, ComeAtOnceToTheFirstAndToWhoComesLater) {
  Client first, second;
  ASSERT_TRUE(events_.subscribe(&first));
  run(milliseconds(20));
  ASSERT_EQ(first.got.size(), 1U);
  EXPECT_EQ(*first.got[0].text, "event: state\ndata: 1\n\n");
  ASSERT_TRUE(events_.subscribe(&second));
  ASSERT_EQ(second.got.size(), 1U);
  EXPECT_EQ(second.got[0].text, first.got[0].text) << "one text for all";
  EXPECT_EQ(ticks_, 1);
  events_.unsubscribe(&first);
  events_.unsubscribe(&second);
}

TEST_F(Events, ComeEachSecondUntilNobodyListens) {
  Client client;
  events_.subscribe(&client);
  run(milliseconds(1300));
  EXPECT_EQ(client.got.size(), 2U);
  events_.unsubscribe(&client);
  run(milliseconds(1300));
  EXPECT_EQ(ticks_, 2);
}

TEST_F(Events, AreForAFewClientsOnly) {
  std::vector<Client> clients(EventStream::kMostSubscribers + 1);
  for (std::size_t i = 0; i < EventStream::kMostSubscribers; ++i) EXPECT_TRUE(events_.subscribe(&clients[i]));
  EXPECT_FALSE(events_.subscribe(&clients.back()));
  for (auto& client : clients) events_.unsubscribe(&client);
}

TEST(EventText, HasALineForEachLineOfItsData) {
  EXPECT_EQ(event_text("a", "1\n2"), "event: a\ndata: 1\ndata: 2\n\n");
  EXPECT_EQ(event_text("a", ""), "event: a\ndata: \n\n");
}

TEST(EventPace, LeavesTheLoopToOthers) {
  EXPECT_EQ(pace_of(milliseconds(0)), milliseconds(1000));
  EXPECT_EQ(pace_of(milliseconds(50)), milliseconds(1000));
  EXPECT_EQ(pace_of(milliseconds(200)), milliseconds(4000));
}

TEST(FrameQueue, KeepsOnlyTheNewestOfEachEvent) {
  const auto frame = [](const std::string& event, const std::string& text) {
    return Frame{event, std::make_shared<const std::string>(text)};
  };
  FrameQueue queue;
  queue.push(frame("a", "1"));
  queue.push(frame("b", "2"));
  queue.push(frame("a", "3"));
  EXPECT_EQ(*queue.pop()->text, "2");
  EXPECT_EQ(*queue.pop()->text, "3");
  EXPECT_FALSE(queue.pop());
  for (int i = 0; i < 100; ++i) queue.push(frame(std::to_string(i), ""));
  EXPECT_EQ(queue.pop()->event, std::to_string(100 - FrameQueue::kMost));
}

}  // namespace
}  // namespace shunt::web
