// SPDX-License-Identifier: Apache-2.0
#include "cli/report_text.h"

#include <fmt/format.h>

#include "cli/quantity.h"

namespace shunt::cli {
namespace {

std::string left_text(const control::BackendOverride& override) {
  return override.left ? fmt::format(", {} left", duration(*override.left)) : "";
}

std::string changes_line(std::string_view noun, const control::Changes& changes) {
  return fmt::format("{:<14}{} added, {} removed, {} changed\n", noun, count(changes.added),
                     count(changes.removed), count(changes.changed));
}

}  // namespace

std::string weight_text(const control::BackendStatus& backend) {
  std::string text = std::to_string(backend.weight);
  // Of a backend that takes no new flow its state says why: none of its weight counts.
  if (backend.effective_weight != 0 && backend.effective_weight != backend.weight)
    text = fmt::format("{} of {}", backend.effective_weight, text);
  if (backend.override && backend.override->weight)
    text += fmt::format(" (file: {})", backend.override->file_weight);
  return text;
}

std::string state_text(const control::BackendStatus& backend, control::WallTime now) {
  std::string text(control::to_string(backend.state));
  if (backend.state == control::BackendState::kDown && backend.health)
    text += " " + duration(std::chrono::duration_cast<std::chrono::seconds>(now - backend.health->since));
  if (backend.health && backend.health->degraded) text += ", degraded";
  if (backend.state == control::BackendState::kDraining && backend.override) text += left_text(*backend.override);
  if (backend.backup && backend.state != control::BackendState::kStandby) text += ", backup";
  return text;
}

std::string override_text(const control::BackendOverride& override) {
  std::string text;
  if (override.state) text = std::string(model::to_string(*override.state)) + left_text(override);
  if (override.weight)
    text +=
        fmt::format("{}weight {} (file: {})", text.empty() ? "" : ", ", *override.weight, override.file_weight);
  return text;
}

std::string changes_lines(const control::Changes& services, const control::Changes& backends,
                          const control::Changes& interfaces) {
  return changes_line("services", services) + changes_line("backends", backends) +
         changes_line("interfaces", interfaces);
}

std::string override_lines(const std::vector<std::string>& overrides) {
  std::string text;
  for (const std::string& override : overrides) text += fmt::format("{:<14}{}\n", "override", override);
  return text;
}

}  // namespace shunt::cli
