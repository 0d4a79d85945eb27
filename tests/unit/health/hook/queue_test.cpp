// SPDX-License-Identifier: Apache-2.0
// Changes that come faster than they can be told, and a configuration that changes under them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "support/temporary_folder.h"
#include "unit/health/hook/tiny_server.h"
#include "unit/health/hook/watched_hook.h"

namespace shunt::health {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Queue, DropsAndCountsWhatComesWhenItIsFull) {
  const test::TemporaryFolder folder;
  const auto go = folder.path() / "go";
  const auto begun = folder.path() / "begun";
  test::WatchedHook hook(
      {.command = {"/bin/sh", "-c",
                   "touch " + begun.string() + "; while ! [ -e " + go.string() + " ]; do sleep 0.01; done"}});
  hook->tell(test::went_down());
  ASSERT_TRUE(test::eventually([&] { return std::filesystem::exists(begun); }));
  for (std::size_t i = 0; i < Hook::kQueue; ++i) hook->tell(test::went_down());
  EXPECT_EQ(hook->counts().dropped, 0U);
  for (int i = 0; i < 5; ++i) hook->tell(test::went_down());
  EXPECT_EQ(hook->counts().dropped, 5U);
  hook->configure({.command = {"/bin/true"}});
  std::ofstream(go).close();
  EXPECT_TRUE(test::eventually([&] { return hook->counts().told == Hook::kQueue + 1; }));
  EXPECT_EQ(hook->counts().dropped, 5U);
  EXPECT_THAT(hook.failures(), ElementsAre("5 changes were not told: 1000 waited already"));
}

TEST(Queue, TellsInOrder) {
  test::TinyServer server("HTTP/1.1 200 OK\r\n\r\n");
  test::WatchedHook hook({.post = server.url()});
  auto change = test::went_down();
  for (int i = 0; i < 20; ++i) {
    change.reason = "change " + std::to_string(i) + ".";
    hook->tell(change);
  }
  ASSERT_TRUE(test::eventually([&] { return hook->counts().told == 20; }));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 20U);
  for (int i = 0; i < 20; ++i)
    EXPECT_THAT(requests[static_cast<std::size_t>(i)], HasSubstr("change " + std::to_string(i) + "."));
}

TEST(Queue, TellsNobodyIfNobodyIsNamed) {
  test::WatchedHook hook({});
  hook->tell(test::went_down());
  hook->configure({.command = {"/bin/true"}});
  EXPECT_EQ(hook.tell().told, 1U) << "the first one was not kept for later";
}

TEST(Queue, TakesANewConfigurationAtAnyTime) {
  test::WatchedHook hook({.command = {"/bin/true"}});
  std::jthread other([&](const std::stop_token& token) {
    for (bool odd = false; !token.stop_requested(); odd = !odd)
      hook->configure({.command = {odd ? "/bin/true" : "/bin/echo", "a", "word"}});
  });
  for (int i = 0; i < 100; ++i) hook->tell(test::went_down());
  EXPECT_TRUE(test::eventually([&] { return hook->counts().told == 100; }));
  EXPECT_EQ(hook->counts().failed, 0U);
}

}  // namespace
}  // namespace shunt::health
