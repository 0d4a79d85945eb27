// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace shunt::cli {

extern const std::string_view kFlowsHelp;
extern const std::string_view kTopHelp;
extern const std::string_view kPasswordHelp;
extern const std::string_view kExplainHelp;
extern const std::string_view kCaptureHelp;

}  // namespace shunt::cli
