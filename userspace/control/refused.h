// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace shunt::control {

/// Why a change was not made. One line for a person in `message`, as of core::Error.
struct Refused {
  enum class Kind : std::uint8_t {
    kUnknown,   ///< there is no such service or backend; the message names what there is
    kConflict,  ///< not as things are now: the last backend without force
    kInvalid,   ///< understood, and can never be done
  };
  Kind kind = Kind::kConflict;
  std::string message;
};

}  // namespace shunt::control
