// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.h"
#include "control/question.h"
#include "core/result.h"

namespace shunt::cli {

struct AskedQuestion {
  control::Question question;
  std::vector<std::string> notes;  ///< for the answer: what is not as the command's words have it
};

/// What `shunt explain` asks the controller; reads the files that the command names. Error: one of them.
core::Result<AskedQuestion> question_of(const ExplainCommand& command);

}  // namespace shunt::cli
