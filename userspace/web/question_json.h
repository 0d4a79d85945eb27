// SPDX-License-Identifier: Apache-2.0
// The body of POST /v1/explain: docs/api.md.
#pragma once

#include <string>
#include <string_view>

#include "control/question.h"
#include "core/result.h"

namespace shunt::web {

/// Error: what of it is wrong, and what is expected.
core::Result<control::Question> question_from_json(std::string_view text);

/// The inverse.
std::string to_json(const control::Question& question);

}  // namespace shunt::web
