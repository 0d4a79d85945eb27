// SPDX-License-Identifier: Apache-2.0
#include "doctor/findings/finding.h"

#include <algorithm>

namespace shunt::doctor {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::kOk: break;
    case Severity::kNote: return "note";
    case Severity::kWarning: return "warning";
    case Severity::kError: return "error";
  }
  return "ok";
}

Severity worst(const Findings& findings) {
  auto most = Severity::kOk;
  for (const auto& finding : findings) most = std::max(most, finding.severity);
  return most;
}

}  // namespace shunt::doctor
