// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "core/unique_fd.h"
#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A directory of its own that goes away with the test.
class ConfigFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "shunt-config-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::filesystem::path path() const { return directory_ / "shunt.yaml"; }
  void write(std::string_view text) const { std::ofstream(path()) << text; }

 private:
  std::filesystem::path directory_;
};

TEST_F(ConfigFile, IsLoaded) {
  write(with_service_keys(""));
  const auto loaded = load(path());
  EXPECT_THAT(loaded.errors, IsEmpty());
  ASSERT_TRUE(loaded.config);
  EXPECT_EQ(loaded.config->services[0].name, "web");
}

TEST_F(ConfigFile, NamesItselfInItsErrors) {
  write(with_service_keys("  wait: 1\n"));
  const auto loaded = load(path());
  EXPECT_FALSE(loaded.config);
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(to_string(loaded.errors[0]).substr(0, path().string().size() + 12), path().string() + ":6:3: unknow");
}

TEST_F(ConfigFile, ThatIsMissingIsAnError) {
  EXPECT_THAT(lines(load(path()).errors), ElementsAre("cannot open: No such file or directory"));
  EXPECT_EQ(to_string(load(path()).errors[0]), path().string() + ": cannot open: No such file or directory");
}

TEST_F(ConfigFile, ThatMayNotBeReadIsAnError) {
  write("services: []\n");
  ASSERT_EQ(::chmod(path().c_str(), 0), 0);
  const bool is_root = ::geteuid() == 0;  // who may read every file
  constexpr uid_t kNobody = 65534;
  if (is_root && ::seteuid(kNobody) != 0) GTEST_SKIP() << "root here cannot become another user";
  const auto errors = lines(load(path()).errors);
  if (is_root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_THAT(errors, ElementsAre("cannot open: Permission denied"));
}

TEST_F(ConfigFile, ThatIsADirectoryOrADeviceIsAnError) {
  EXPECT_THAT(lines(load(path().parent_path()).errors), ElementsAre("is a directory; expected a file"));
  EXPECT_THAT(lines(load("/dev/zero").errors), ElementsAre("is not a regular file"));
}

TEST_F(ConfigFile, ThatIsTooBigIsRefusedUnread) {
  write("services: []\n");
  std::filesystem::resize_file(path(), std::uintmax_t{100} << 30);  // sparse; reading it would take minutes
  EXPECT_THAT(lines(load(path()).errors), ElementsAre("is larger than 16 MiB"));
}

TEST_F(ConfigFile, MayBeAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const core::UniqueFd reader(ends[0]);
  {
    const core::UniqueFd writer(ends[1]);
    const auto text = with_service_keys("");
    ASSERT_EQ(::write(writer.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  EXPECT_TRUE(load("/dev/fd/" + std::to_string(reader.get())).config);
}

TEST_F(ConfigFile, ThatIsAPipeWithoutAWriterDoesNotHang) {
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  EXPECT_THAT(lines(load(path()).errors),
              ElementsAre("1:1: the file is empty; expected a mapping with at least the key services"));
}

}  // namespace
}  // namespace shunt::config
