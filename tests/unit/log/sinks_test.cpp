// SPDX-License-Identifier: Apache-2.0
#include "log/sinks.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>

namespace shunt::log {
namespace {

using Clock = std::chrono::steady_clock;

void put(const std::shared_ptr<Sink>& sink, std::string_view line) {
  spdlog::logger("test", sink).info(spdlog::string_view_t(line.data(), line.size()));
}

TEST(StreamSink, WritesLinesAsTheyAre) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const core::UniqueFd reader(ends[0]), writer(ends[1]);
  put(std::make_shared<StreamSink>(writer.get()), "a {} line\n");
  std::array<char, 64> text{};
  EXPECT_EQ(::read(reader.get(), text.data(), text.size()), 10);
  EXPECT_STREQ(text.data(), "a {} line\n");
}

TEST(StreamSink, IsHeldUpByNobodyWhoDoesNotRead) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  core::UniqueFd reader(ends[0]), writer(ends[1]);
  const auto sink = std::make_shared<StreamSink>(writer.get());
  const std::string line(4095, 'x');
  const auto began = Clock::now();
  for (int i = 0; i < 1000; ++i) put(sink, line);
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(5));
  const auto lost = sink->take_lost();
  EXPECT_GT(lost, 900U);
  std::array<char, 65536> text{};
  EXPECT_GT(::read(reader.get(), text.data(), text.size()), 0);
  put(sink, line);
  EXPECT_EQ(sink->take_lost(), 0U) << "it goes on when somebody reads";
}

/// A socket in place of the journal's.
class Journal : public testing::Test {
 protected:
  Journal() : path_(std::filesystem::temp_directory_path() / ("shunt-journal-" + std::to_string(::getpid()))) {
    listen();
  }
  ~Journal() override { std::filesystem::remove(path_); }

  void listen() {
    std::filesystem::remove(path_);
    fd_ = core::UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.string().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }

  std::string received() {
    std::array<char, 8192> text{};
    const auto length = ::recv(fd_.get(), text.data(), text.size(), 0);
    return length < 0 ? "nothing" : std::string(text.data(), static_cast<std::size_t>(length));
  }

  std::filesystem::path path_;
  core::UniqueFd fd_;
};

TEST_F(Journal, GetsADatagramForEachMessage) {
  const auto sink = JournalSink::open(path_);
  ASSERT_TRUE(sink);
  put(*sink, "MESSAGE=a\nPRIORITY=6\n");
  put(*sink, "MESSAGE=b\n");
  EXPECT_EQ(received(), "MESSAGE=a\nPRIORITY=6\n");
  EXPECT_EQ(received(), "MESSAGE=b\n");
}

TEST_F(Journal, IsFoundAgainWhenItWasRestarted) {
  const auto sink = JournalSink::open(path_);
  ASSERT_TRUE(sink);
  listen();
  put(*sink, "MESSAGE=a\n");
  EXPECT_EQ(received(), "MESSAGE=a\n");
  std::filesystem::remove(path_);
  fd_ = core::UniqueFd();
  put(*sink, "MESSAGE=b\n");
  EXPECT_EQ((*sink)->take_lost(), 1U);
}

TEST(JournalSink, ThatIsNotThereIsAnError) { EXPECT_FALSE(JournalSink::open("/nowhere/socket")); }

TEST(JournalStream, IsTheOneThatTheVariableNames) {
  struct stat info {};
  ASSERT_EQ(::fstat(STDERR_FILENO, &info), 0);
  ::setenv("JOURNAL_STREAM", (std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino)).c_str(), 1);
  EXPECT_TRUE(is_journal_stream(STDERR_FILENO));
  ::setenv("JOURNAL_STREAM", "1:1", 1);
  EXPECT_FALSE(is_journal_stream(STDERR_FILENO)) << "standard error was redirected";
  ::unsetenv("JOURNAL_STREAM");
  EXPECT_FALSE(is_journal_stream(STDERR_FILENO));
}

}  // namespace
}  // namespace shunt::log
