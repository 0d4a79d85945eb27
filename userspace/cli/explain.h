// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_line.h"
#include "control/question.h"
#include "core/result.h"

namespace shunt::cli {

/// What `shunt explain` asks the controller; reads the files that the command names. Error: one of them, or words
/// that are no packet.
core::Result<control::Question> question_of(const ExplainCommand& command);

}  // namespace shunt::cli
