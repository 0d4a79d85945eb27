// SPDX-License-Identifier: Apache-2.0
// `shunt check`: the file alone, by the very path that the controller takes.
#include <fmt/format.h>

#include <concepts>

#include "cli/commands.h"
#include "cli/quantity.h"
#include "config/load.h"
#include "web/json_writer.h"

namespace shunt::config {

/// Found by JsonWriter beside its type.
void fields(auto& archive, const Diagnostic& diagnostic) {
  archive("file", diagnostic.file);
  archive("line", diagnostic.line);
  archive("column", diagnostic.column);
  archive("message", diagnostic.message);
}

}  // namespace shunt::config

namespace shunt::cli {
namespace {

struct CheckReport {
  std::string file;
  std::size_t services = 0;
  std::size_t backends = 0;
  config::Loaded loaded;
};

void fields(auto& archive, const CheckReport& report) {
  archive("file", report.file);
  archive("ok", report.loaded.errors.empty());
  archive("services", report.services);
  archive("backends", report.backends);
  archive("errors", report.loaded.errors);
  archive("warnings", report.loaded.warnings);
}

CheckReport check(const std::filesystem::path& file) {
  CheckReport report{.file = file.string(), .loaded = config::load(file)};
  if (!report.loaded.config) return report;
  report.services = report.loaded.config->services.size();
  for (const model::Service& service : report.loaded.config->services) report.backends += service.backends.size();
  return report;
}

/// As compilers print theirs.
std::string as_lines(const config::Loaded& loaded) {
  std::string lines;
  for (const config::Diagnostic& error : loaded.errors) lines += to_string(error) + "\n";
  for (config::Diagnostic warning : loaded.warnings) {
    warning.message.insert(0, "warning: ");
    lines += to_string(warning) + "\n";
  }
  return lines;
}

}  // namespace

Outcome execute(const CheckCommand& command, const Globals& globals) {
  const CheckReport report = check(command.file);
  const bool ok = report.loaded.errors.empty();
  Outcome outcome{.exit_status = ok ? kDone : kFailed};
  if (globals.json) {
    outcome.out = web::JsonWriter::text_of(report) + "\n";
    if (!ok)
      outcome.err = fmt::format("shunt: {}: {}\n", report.file, count(report.loaded.errors.size(), "error"));
    return outcome;
  }
  outcome.err = as_lines(report.loaded);
  if (ok)
    outcome.out = fmt::format("{}: ok: {}, {}\n", report.file, count(report.services, "service"),
                              count(report.backends, "backend"));
  return outcome;
}

}  // namespace shunt::cli
