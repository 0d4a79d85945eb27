// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/unique_fd.h"
#include "log/log.h"

namespace shunt::test {

/// The lines of the log while this lives, from debug on, which standard error gets no more.
class CapturedLog {
 public:
  CapturedLog() {
    ::dup2(file_.get(), STDERR_FILENO);
    log::configure(
        {.level = model::LogLevel::kDebug, .format = model::LogFormat::kJson, .to = model::LogTo::kStderr});
  }
  ~CapturedLog() {
    ::dup2(before_.get(), STDERR_FILENO);
    log::configure({});
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  std::string text() const {
    std::string text(static_cast<std::size_t>(::lseek(file_.get(), 0, SEEK_END)), '\0');
    const auto length = ::pread(file_.get(), text.data(), text.size(), 0);
    return text.substr(0, length < 0 ? 0 : static_cast<std::size_t>(length));
  }

  /// Each line as what it says, without its time.
  std::vector<nlohmann::json> lines() const {
    std::vector<nlohmann::json> lines;
    std::istringstream all(text());
    for (std::string line; std::getline(all, line);)
      lines.push_back(nlohmann::json::parse(line)), lines.back().erase("at");
    return lines;
  }

 private:
  core::UniqueFd before_{::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)};
  core::UniqueFd file_{::memfd_create("log", MFD_CLOEXEC)};
};

}  // namespace shunt::test
