// SPDX-License-Identifier: Apache-2.0
#include "daemon/instance_lock.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "support/temporary_folder.h"

namespace shunt::daemon {
namespace {

class Lock : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::filesystem::path socket_ = folder_.path() / "run" / "shunt.sock";
};

TEST_F(Lock, IsForOneOwnerAtATimeAndNamesIt) {
  auto first = std::make_optional(InstanceLock::take(socket_).value());
  const auto second = InstanceLock::take(socket_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message(), testing::HasSubstr("(pid " + std::to_string(::getpid()) + ")"));
  first.reset();
  EXPECT_TRUE(InstanceLock::take(socket_));
}

TEST_F(Lock, IsOneForEachSocket) {
  const auto first = InstanceLock::take(socket_);
  EXPECT_TRUE(InstanceLock::take(folder_.path() / "run" / "other.sock"));
}

TEST_F(Lock, EndsWithAProcessThatIsKilled) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = InstanceLock::take(socket_);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(InstanceLock::take(socket_));
}

TEST_F(Lock, SaysWhereItCannotBe) {
  folder_.file("run", "a file where the folder should be");
  const auto lock = InstanceLock::take(socket_);
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().message(), testing::HasSubstr(socket_.string()));
}

}  // namespace
}  // namespace shunt::daemon
