// SPDX-License-Identifier: Apache-2.0
// Kinds of refusals, as a program tells them apart: RFC 9457. docs/api.md lists the same; a test compares.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace shunt::web {

struct Problem {
  std::string_view name;  ///< stable; the type is kProblemType and this
  unsigned status = 0;    ///< of HTTP
  std::string_view title;
};

inline constexpr std::string_view kProblemType = "urn:shunt:problem:";

/// All of them. Of those with the same status the first is what is meant if nothing else is said.
std::span<const Problem> problems();

/// The problem of that name, or the first of that status if there is none of that name. Of a status without a
/// problem: internal-error.
const Problem& problem_of(unsigned status, std::string_view name);

}  // namespace shunt::web
