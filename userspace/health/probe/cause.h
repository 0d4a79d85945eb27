// SPDX-License-Identifier: Apache-2.0
// Whose fault an errno is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "health/judge/outcome.h"

namespace shunt::health {

/// A verdict with its reason.
struct Finding {
  Verdict verdict = Verdict::kPassed;
  std::string reason;
  bool refused = false;  ///< as Outcome::refused
  bool operator==(const Finding&) const = default;
};

/// Who found the error.
enum class Teller : std::uint8_t {
  kCall,     ///< the system call at once: nothing has left this host
  kNetwork,  ///< later, by what the network answered or did not
};

/// "connect: refused". kFailed if the backend or the way to it is at fault, kUnable if this host is.
Finding finding_of_errno(std::string_view phase, int error_number, Teller teller);

}  // namespace shunt::health
