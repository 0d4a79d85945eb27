// SPDX-License-Identifier: Apache-2.0
#include "model/log.h"

namespace shunt::model {

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return "debug";
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarning: return "warning";
    case LogLevel::kError: break;
  }
  return "error";
}

std::string_view to_string(LogFormat format) { return format == LogFormat::kJson ? "json" : "text"; }

std::string_view to_string(LogTo to) {
  switch (to) {
    case LogTo::kStderr: return "stderr";
    case LogTo::kJournal: return "journal";
    case LogTo::kAuto: break;
  }
  return "auto";
}

}  // namespace shunt::model
