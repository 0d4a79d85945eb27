// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/table.h"
#include "control/diagnosis_report.h"
#include "doctor/findings/finding.h"

namespace shunt::doctor {

/// Found by JsonWriter beside its type.
void fields(auto& archive, const Finding& finding) {
  archive("severity", to_string(finding.severity));
  archive("id", finding.id);
  archive("object", finding.object);
  archive("what", finding.what);
  archive("why", finding.why);
  archive("commands", finding.commands);
}

}  // namespace shunt::doctor

namespace shunt::cli {

/// The worst first, each with why and what to do below it; then what is well, a line each; and a summary.
std::string show(const doctor::Findings& findings, const Style& style);

/// A row a step, with why and what to do below those that failed or could not be told; and what that means.
std::string show(const control::DiagnosisReport& report, const Style& style);

}  // namespace shunt::cli
