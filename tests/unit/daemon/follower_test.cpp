// SPDX-License-Identifier: Apache-2.0
#include "daemon/follower.h"

#include <gmock/gmock.h>

#include "support/fake_api.h"

namespace shunt::daemon {
namespace {

class AFollower : public testing::Test {
 protected:
  AFollower() { follower_.follow(api_); }

  int listened_ = 0;
  core::Result<void> listening_;
  test::FakeApi api_;
  Follower follower_{[this] {
    ++listened_;
    return listening_;
  }};
};

TEST_F(AFollower, ListensWhereTheNewFileSays) {
  EXPECT_TRUE(follower_.reload(false).errors.empty());
  EXPECT_EQ(listened_, 1);
}

TEST_F(AFollower, WarnsOfAnAddressThatIsTaken) {
  listening_ = core::Error("cannot listen on 127.0.0.1:9977");
  const auto report = follower_.reload(false);
  EXPECT_TRUE(report.errors.empty());
  EXPECT_THAT(report.warnings, testing::Contains("cannot listen on 127.0.0.1:9977"));
}

TEST_F(AFollower, StaysWhereItIsIfTheFileIsRefused) {
  api_.next_reload.errors = {"shunt.yaml:1:1: empty"};
  EXPECT_EQ(follower_.reload(false).errors.size(), 1U);
  EXPECT_EQ(listened_, 0);
}

TEST_F(AFollower, PassesTheRestOn) {
  EXPECT_EQ(follower_.status().pid, api_.shown.pid);
  EXPECT_EQ(follower_.stats(true).services.size(), 2U);
  EXPECT_TRUE(follower_.attach("eth0", model::AttachMode::kNative));
  EXPECT_TRUE(follower_.detach("eth0"));
  EXPECT_FALSE(follower_.detach("eth1"));
}

}  // namespace
}  // namespace shunt::daemon
