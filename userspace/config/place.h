// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>

namespace shunt::config {

/// Where something stands in a text. Both count from 1, columns in characters (not bytes). Line 0: the file as a
/// whole.
struct Place {
  unsigned line = 0;
  unsigned column = 0;
  auto operator<=>(const Place&) const = default;
};

}  // namespace shunt::config
