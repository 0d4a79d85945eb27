// SPDX-License-Identifier: Apache-2.0
#include "cli/show_doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/quantity.h"
#include "log/escape.h"

namespace shunt::cli {
namespace {

using doctor::Severity;

Tone tone_of(Severity severity) {
  switch (severity) {
    case Severity::kOk: return Tone::kGood;
    case Severity::kNote: return Tone::kPlain;
    case Severity::kWarning: return Tone::kStrong;
    case Severity::kError: break;
  }
  return Tone::kBad;
}

void add(Table& table, const doctor::Finding& finding) {
  const auto object = finding.object.empty() ? "host" : finding.object;
  table.row(
      {{std::string(to_string(finding.severity)), tone_of(finding.severity)}, {object + ": " + finding.what}});
  if (finding.severity == Severity::kOk) return;
  if (!finding.why.empty()) table.row({{""}, {"  why: " + finding.why}});
  for (const auto& command : finding.commands) table.row({{""}, {"  do:  " + command}});
}

}  // namespace

std::string show(const doctor::Findings& findings, const Style& style) {
  constexpr std::array kOrder{Severity::kError, Severity::kWarning, Severity::kNote, Severity::kOk};
  Table table({{"SEVERITY"}, {"FINDING"}});
  for (const auto severity : kOrder)
    for (const auto& finding : findings)
      if (finding.severity == severity) add(table, finding);
  const auto number = [&](Severity severity) {
    return static_cast<std::uint64_t>(std::ranges::count(findings, severity, &doctor::Finding::severity));
  };
  return table.text(style) + fmt::format("\n{}, {}, {}\n", count(number(Severity::kError), "error"),
                                         count(number(Severity::kWarning), "warning"),
                                         count(number(Severity::kNote), "note"));
}

std::string show(const control::DiagnosisReport& report, const Style& style) {
  Table table({{"STEP"}, {"RESULT"}, {""}});
  bool untold = false;
  for (const auto& step : report.steps) {
    const bool failed = step.result == "failed";
    untold = untold || step.result == "unknown";
    table.row({{step.name},
               {step.result, failed                    ? Tone::kBad
                             : step.result == "passed" ? Tone::kGood
                                                       : Tone::kPlain},
               {step.what}});
    if (!step.why.empty()) table.row({{""}, {""}, {"why: " + step.why}});
    for (const auto& command : step.commands) table.row({{""}, {""}, {"do:  " + command}});
  }
  const auto name = report.service + " " + report.backend.to_string();
  const auto meaning = !report.failed.empty() ? "fails at " + report.failed
                       : untold               ? "nothing failed, and not all could be told"
                                              : std::string("answers as it should");
  return table.text(style) + "\n" + log::printable(name) + ": " + log::printable(meaning) + "\n";
}

}  // namespace shunt::cli
