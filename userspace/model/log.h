// SPDX-License-Identifier: Apache-2.0
// How the controller logs: plain values, read by config/. docs/logs.md explains them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace shunt::model {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };
inline constexpr std::array kLogLevels{LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError};

/// Of lines to standard error; the journal has fields of its own.
enum class LogFormat : std::uint8_t { kText, kJson };
inline constexpr std::array kLogFormats{LogFormat::kText, LogFormat::kJson};

enum class LogTo : std::uint8_t {
  kAuto,  ///< to the journal if standard error is its stream, else to standard error
  kStderr,
  kJournal,
};
inline constexpr std::array kLogTos{LogTo::kAuto, LogTo::kStderr, LogTo::kJournal};

struct Log {
  LogLevel level = LogLevel::kInfo;  ///< what is below is left out
  LogFormat format = LogFormat::kText;
  LogTo to = LogTo::kAuto;
  bool operator==(const Log&) const = default;
};

std::string_view to_string(LogLevel level);    ///< "debug", "info", "warning", "error"
std::string_view to_string(LogFormat format);  ///< "text", "json"
std::string_view to_string(LogTo to);          ///< "auto", "stderr", "journal"

}  // namespace shunt::model
