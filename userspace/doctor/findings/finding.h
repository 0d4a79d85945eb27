// SPDX-License-Identifier: Apache-2.0
// What a doctor says: one thing each, why it matters, and the commands that mend it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shunt::doctor {

/// In ascending order.
enum class Severity : std::uint8_t {
  kOk,       ///< looked at, and well
  kNote,     ///< worth knowing; nothing has to be done
  kWarning,  ///< works, but slower, less evenly, or not for all packets; or could not be told
  kError,    ///< packets are lost, or Shunt cannot work
};

struct Finding {
  Severity severity = Severity::kOk;
  std::string id;                       ///< for scripts: does not change its meaning; docs/doctor.md lists all
  std::string object;                   ///< "eth0", "web 198.51.100.11"; empty: the host
  std::string what;                     ///< one line
  std::string why{};                    ///< why it matters, one line; empty if kOk
  std::vector<std::string> commands{};  ///< what mends it, one a line; may be a key of the configuration
  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

std::string_view to_string(Severity severity);  ///< "ok", "note", "warning", "error"
Severity worst(const Findings& findings);       ///< kOk of none

}  // namespace shunt::doctor
