// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document.h"
#include "config/findings.h"

namespace shunt::config {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// What a mapping from free names to values may hold.
struct PairRules {
  std::string_view key;       ///< "headers"
  std::string_view expected;  ///< "a mapping such as {X-Probe: shunt}"
  std::size_t max;            ///< pairs
  bool ignore_case;           ///< in names
  /// Why not, for a message: "; expected ..."; empty: fine. Values may be secrets: messages must not hold them.
  std::function<std::string(std::string_view)> name_fault;
  std::function<std::string(std::string_view)> value_fault;
};

/// The valid pairs of a mapping, in its order. Reports the others, and names that come twice.
Pairs read_pairs(Node node, const PairRules& rules, Findings& findings);

}  // namespace shunt::config
