// SPDX-License-Identifier: Apache-2.0
#include "daemon/log.h"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace shunt::daemon {
namespace {

/// The pattern flag %*: a level as the priority that the journal takes off a line, "<6>".
class Priority : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const auto append = [&out](std::string_view text) { out.append(text.data(), text.data() + text.size()); };
    switch (message.level) {
      case spdlog::level::critical: append("<2>"); break;
      case spdlog::level::err: append("<3>"); break;
      case spdlog::level::warn: append("<4>"); break;
      case spdlog::level::info: append("<6>"); break;
      default: append("<7>"); break;
    }
  }

  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Priority>();
  }
};

/// systemd.exec(5): JOURNAL_STREAM names the device and inode of the stream; a child that was redirected inherits
/// the variable and not the stream.
bool is_journal(int fd) {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat info {};
  return stream != nullptr && ::fstat(fd, &info) == 0 && stream == fmt::format("{}:{}", info.st_dev, info.st_ino);
}

}  // namespace

void start_log(const std::string& level) {
  // The thread of the change hook writes, too.
  auto logger = std::make_shared<spdlog::logger>("shunt", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<Priority>('*').set_pattern(is_journal(STDERR_FILENO) ? "%*%v"
                                                                           : "%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
  logger->set_formatter(std::move(formatter));
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

void log_error(const std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    spdlog::error("{}", text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace shunt::daemon
