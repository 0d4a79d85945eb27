// SPDX-License-Identifier: Apache-2.0
// The commands that ask the controller.
#include <fmt/format.h>

#include "cli/client.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "web/json.h"

namespace shunt::cli {
namespace {

constexpr unsigned kHttpOk = 200;

/// Why the controller refused: each reason a line.
Outcome refused(const Answer& answer, const Globals& globals) {
  const web::Refusal refusal = web::refusal_from_json(answer.body);
  Outcome outcome = refusal.errors.empty() ? failure(core::Error(refusal.error)) : Outcome{.exit_status = kFailed};
  if (globals.json) outcome.out = answer.body + "\n";
  if (refusal.errors.empty()) return outcome;
  for (const std::string& error : refusal.errors) outcome.err += error + "\n";
  outcome.err += "shunt: nothing applied; the controller goes on with what it had\n";
  return outcome;
}

std::string as_warnings(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings) text += "shunt: warning: " + warning + "\n";
  return text;
}

/// Asks, and turns the answer into an outcome: the JSON as it came, or `show` of it for people.
template <typename View, typename Show>
Outcome ask_and_show(const Globals& globals, const Question& question, Show show) {
  auto answer = ask(globals.socket, globals.pin_dir, question);
  if (!answer) return failure(answer.error());
  if (answer->status != kHttpOk) return refused(*answer, globals);
  if (globals.json) return {.out = std::move(answer->body) + "\n"};
  const auto view = web::from_json<View>(answer->body);
  if (!view) return failure(view.error().within("cannot read the answer of the controller"));
  return show(*view);
}

}  // namespace

Outcome execute(const StatusCommand&, const Globals& globals, const Style& style) {
  return ask_and_show<control::Status>(
      globals, {.method = "GET", .target = "/v1/status"}, [&](const control::Status& status) {
        return Outcome{.out = show(status, std::chrono::system_clock::now(), style)};
      });
}

Outcome execute(const StatsCommand& command, const Globals& globals, const Style& style) {
  return ask_and_show<control::Stats>(
      globals, {.method = "GET", .target = command.per_cpu ? "/v1/stats?per_cpu=1" : "/v1/stats"},
      [&](const control::Stats& stats) { return Outcome{.out = show(stats, style)}; });
}

Outcome execute(const ReloadCommand&, const Globals& globals) {
  return ask_and_show<control::ReloadReport>(
      globals, {.method = "POST", .target = "/v1/reload"}, [](const control::ReloadReport& report) {
        return Outcome{.out = show(report), .err = as_warnings(report.warnings)};
      });
}

Outcome execute(const AttachCommand& command, const Globals& globals) {
  return ask_and_show<control::AttachReport>(
      globals,
      {.method = "PUT",
       .target = "/v1/interfaces/" + percent_encoded(command.interface),
       .body = fmt::format(R"({{"mode": "{}"}})", model::to_string(command.mode))},
      [](const control::AttachReport& report) {
        return Outcome{.out = show(report), .err = as_warnings(report.warnings)};
      });
}

Outcome execute(const DetachCommand& command, const Globals& globals) {
  const auto answer = ask(globals.socket, globals.pin_dir,
                          {.method = "DELETE", .target = "/v1/interfaces/" + percent_encoded(command.interface)});
  if (!answer) return failure(answer.error());
  if (answer->status != kHttpOk) return refused(*answer, globals);
  return {.out = fmt::format("{}: detached\n", command.interface)};
}

}  // namespace shunt::cli
