// SPDX-License-Identifier: Apache-2.0
#include "control/override_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "support/temporary_folder.h"

namespace shunt::control {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

model::Overrides some_overrides() {
  const std::chrono::system_clock::time_point until{std::chrono::milliseconds(1'795'223'542'042)};
  model::Overrides overrides;
  overrides.set("web", address("198.51.100.11"),
                {.state = model::AdminState::kDraining, .until = until, .weight = 5});
  overrides.set("web", address("198.51.100.12"),
                {.state = model::AdminState::kDisabled, .until = {}, .weight = {}});
  overrides.set("dns", address("2001:db8::1"), {.state = {}, .until = {}, .weight = 0});
  return overrides;
}

class OverrideStore : public testing::Test {
 protected:
  [[nodiscard]] std::string content() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  /// What is at path_ is not taken, is moved out of the way, and the warning gives this reason.
  void expect_set_aside(const std::string& reason) {
    const auto recalled = recall(path_);
    EXPECT_TRUE(recalled.overrides.empty());
    EXPECT_THAT(recalled.warnings, ElementsAre(AllOf(HasSubstr(reason), HasSubstr(aside_.string()))));
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::symlink_status(path_)));
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::symlink_status(aside_)));
    EXPECT_TRUE(recall(path_).warnings.empty()) << "the next start knows nothing of it";
    std::filesystem::remove_all(aside_);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "state" / "overrides.json";
  std::filesystem::path aside_ = folder_.path() / "state" / "overrides.json.set-aside";
};

TEST_F(OverrideStore, RecallsWhatItStored) {
  ASSERT_TRUE(store(path_, some_overrides()));
  const auto recalled = recall(path_);
  EXPECT_EQ(recalled.overrides, some_overrides());
  EXPECT_TRUE(recalled.warnings.empty());
  ASSERT_TRUE(store(path_, {}));
  EXPECT_TRUE(recall(path_).overrides.empty());
}

TEST_F(OverrideStore, KnowsNoneIfThereIsNoFile) {
  const auto recalled = recall(path_);
  EXPECT_TRUE(recalled.overrides.empty());
  EXPECT_TRUE(recalled.warnings.empty());
}

TEST_F(OverrideStore, LeavesNothingBesideTheFileWhichIsForItsOwner) {
  const auto before = ::umask(0);
  ASSERT_TRUE(store(path_, some_overrides()));
  ::umask(0777);
  ASSERT_TRUE(store(path_, some_overrides()));
  ::umask(before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path_.parent_path()), {}), 1);
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
}

TEST_F(OverrideStore, TakesNoPartOfAFileForTheWhole) {
  ASSERT_TRUE(store(path_, some_overrides()));
  const std::string whole = content();
  ASSERT_EQ(whole.back(), '\n');
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    std::ofstream(path_) << whole.substr(0, size);
    expect_set_aside("it is not whole");
    if (HasFailure()) FAIL() << "cut to " << size << " bytes";
  }
}

TEST_F(OverrideStore, SetsAsideWhatItCannotRead) {
  ASSERT_TRUE(store(path_, {}));
  const auto write = [this](const std::string& text) { std::ofstream(path_) << text; };
  write(R"({"version": 9, "overrides": []})");
  expect_set_aside("it is of version 9");
  write(R"({"version":1,"overrides":[{"service":"web","backend":"192.0.2.1","state":"asleep"}]})");
  expect_set_aside("\"state\" is not \"draining\" or \"disabled\"");
  write(R"({"version":1,"overrides":[{"service":"web","backend":"192.0.2.1","weight":10001}]})");
  expect_set_aside("\"weight\" is not a whole number from 0 to 10000");
  write(std::string(kMaxStateBytes + 1, ' '));
  expect_set_aside("it is larger than 4 MiB");
}

TEST_F(OverrideStore, OpensNothingButARegularFile) {
  ASSERT_TRUE(store(folder_.path() / "state" / "elsewhere", some_overrides()));
  std::filesystem::create_symlink("elsewhere", path_);
  expect_set_aside("it is no regular file");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "state" / "elsewhere"));
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  expect_set_aside("it is no regular file");
  std::filesystem::create_directory(path_);
  expect_set_aside("it is no regular file");
}

TEST_F(OverrideStore, ReplacesALinkAndNotWhatItNames) {
  const auto other = folder_.file("other", "mine");
  std::filesystem::create_directory(path_.parent_path());
  std::filesystem::create_symlink(other, path_);
  std::filesystem::create_symlink(other, path_.string() + ".new");
  ASSERT_TRUE(store(path_, some_overrides()));
  EXPECT_TRUE(std::filesystem::is_regular_file(std::filesystem::symlink_status(path_)));
  EXPECT_EQ(std::filesystem::file_size(other), 4U);
}

TEST_F(OverrideStore, SaysThatItCannotSetAside) {
  std::filesystem::create_directory(path_.parent_path());
  std::ofstream(path_) << "{";
  std::filesystem::create_directories(aside_ / "taken");
  const auto recalled = recall(path_);
  EXPECT_THAT(recalled.warnings, ElementsAre(HasSubstr("it cannot be renamed to " + aside_.string() + ": ")));
  EXPECT_TRUE(store(path_, some_overrides()));
  EXPECT_EQ(recall(path_).overrides, some_overrides());
}

TEST_F(OverrideStore, NamesTheFolderThatItCannotMake) {
  folder_.file("state", "a file");
  const auto stored = store(path_, some_overrides());
  ASSERT_FALSE(stored);
  EXPECT_THAT(stored.error().message(),
              AllOf(HasSubstr("cannot keep overrides in " + path_.string()), HasSubstr("Not a directory")));
  EXPECT_THAT(recall(path_).warnings, ElementsAre(HasSubstr("Not a directory")));
}

TEST_F(OverrideStore, KeepsTheOldFileIfTheFolderCannotBeWritten) {
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: needs root to give up its privileges";
  ASSERT_TRUE(store(path_, some_overrides()));
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(::seteuid(kNobody), 0);
  const auto stored = store(path_, {});
  ASSERT_EQ(::seteuid(0), 0);
  ASSERT_FALSE(stored);
  EXPECT_THAT(stored.error().message(), HasSubstr("Permission denied"));
  EXPECT_EQ(recall(path_).overrides, some_overrides());
}

TEST_F(OverrideStore, RefusesToWriteMoreThanItWouldRead) {
  ASSERT_TRUE(store(path_, some_overrides()));
  model::Overrides many;
  for (std::uint32_t i = 0; i < 60'000; ++i)
    many.set("service-" + std::to_string(i), address("198.51.100.11"),
             {.state = {}, .until = {}, .weight = i % 100});
  const auto stored = store(path_, many);
  ASSERT_FALSE(stored);
  EXPECT_THAT(stored.error().message(), HasSubstr("4 MiB"));
  EXPECT_EQ(recall(path_).overrides, some_overrides());
}

}  // namespace
}  // namespace shunt::control
