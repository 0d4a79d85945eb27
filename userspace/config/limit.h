// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/draft.h"
#include "config/findings.h"

namespace shunt::config {

/// A key of `limits` and what it is set to.
struct Limit {
  std::string_view key;
  std::uint32_t value;                ///< from the file or by default
  std::uint32_t max;                  ///< that the key may have
  const std::optional<Place>& place;  ///< in the file
};

/// Reports a limit that is smaller than `needed`, with the value that suffices, at its place in the file or else
/// at the list of services.
/// @param why "there are 5 services"
void require_limit(const Limit& limit, std::uint64_t needed, const std::string& why, const Draft& draft,
                   Findings& findings);

}  // namespace shunt::config
