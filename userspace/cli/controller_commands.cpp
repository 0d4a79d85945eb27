// SPDX-License-Identifier: Apache-2.0
// The commands that ask the controller.
#include <fmt/format.h>

#include <algorithm>

#include "cli/client.h"
#include "cli/commands.h"
#include "cli/explain.h"
#include "cli/plan_file.h"
#include "cli/show.h"
#include "web/json.h"
#include "web/question_json.h"

namespace shunt::cli {
namespace {

constexpr unsigned kHttpOk = 200;

constexpr std::string_view kNothingApplied = "nothing applied; the controller goes on with what it had";

/// Why the controller refused: each reason a line, and of a file what that means.
Outcome refused(const Answer& answer, const Globals& globals, std::string_view meaning = kNothingApplied) {
  const web::Refusal refusal = web::refusal_from_json(answer.body);
  Outcome outcome = refusal.errors.empty() ? failure(core::Error(refusal.error)) : Outcome{.exit_status = kFailed};
  if (globals.json) outcome.out = answer.body + "\n";
  if (refusal.errors.empty()) return outcome;
  for (const std::string& error : refusal.errors) outcome.err += error + "\n";
  outcome.err += fmt::format("shunt: {}\n", meaning);
  return outcome;
}

std::string as_warnings(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings) text += "shunt: warning: " + warning + "\n";
  return text;
}

/// Asks, and turns the answer into an outcome: the JSON as it came, or `show` of it for people.
template <typename View, typename Show>
Outcome ask_and_show(const Globals& globals, const Question& question, Show show,
                     std::string_view meaning_of_errors = kNothingApplied) {
  auto answer = ask(globals.socket, globals.pin_dir, question);
  if (!answer) return failure(answer.error());
  if (answer->status != kHttpOk) return refused(*answer, globals, meaning_of_errors);
  if (globals.json) return {.out = std::move(answer->body) + "\n"};
  const auto view = web::from_json<View>(answer->body);
  if (!view) return failure(view.error().within("cannot read the answer of the controller"));
  return show(*view);
}

Outcome execute_for_service(const std::string& name, const Globals& globals, const Style& style) {
  auto asked = globals;
  asked.json = false;  // the answer is for all services
  return ask_and_show<control::Status>(
      asked, {.method = "GET", .target = "/v1/status"}, [&](const control::Status& status) {
        const auto service = std::ranges::find(status.services, name, &control::ServiceStatus::name);
        if (service == status.services.end())
          return failure(core::Error("no service " + name + "; `shunt status` lists those that there are"));
        if (globals.json) return Outcome{.out = web::to_json(*service) + "\n"};
        return Outcome{.out = show(*service, std::chrono::system_clock::now(), style)};
      });
}

}  // namespace

Outcome execute(const StatusCommand& command, const Globals& globals, const Style& style) {
  if (!command.service.empty()) return execute_for_service(command.service, globals, style);
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

Outcome execute(const ReloadCommand& command, const Globals& globals) {
  return ask_and_show<control::ReloadReport>(
      globals, {.method = "POST", .target = command.force ? "/v1/reload?force=1" : "/v1/reload"},
      [](const control::ReloadReport& report) {
        return Outcome{.out = show(report), .err = as_warnings(report.warnings)};
      });
}

Outcome execute(const PlanCommand& command, const Globals& globals, const Style& style) {
  Question question{.method = "POST", .target = "/v1/plan"};
  if (command.file) {
    auto file = read_plan_file(*command.file);
    if (!file) return failure(file.error());
    question.target += "?name=" + percent_encoded(file->name);
    question.body = std::move(file->text);
  }
  return ask_and_show<control::PlanReport>(
      globals, question,
      [&](const control::PlanReport& report) {
        return Outcome{.out = show(report, style), .err = as_warnings(report.warnings)};
      },
      "a reload would apply nothing");
}

Outcome execute(const ExplainCommand& command, const Globals& globals, const Style& style) {
  const auto asked = question_of(command);
  if (!asked) return failure(asked.error());
  auto answer = ask(globals.socket, globals.pin_dir,
                    {.method = "POST", .target = "/v1/explain", .body = web::to_json(asked->question)});
  if (!answer) return failure(answer.error());
  if (answer->status != kHttpOk) return refused(*answer, globals);
  if (globals.json && asked->notes.empty()) return {.out = std::move(answer->body) + "\n"};
  auto told = web::from_json<control::Explanation>(answer->body);
  if (!told) return failure(told.error().within("cannot read the answer of the controller"));
  told->notes.insert(told->notes.end(), asked->notes.begin(), asked->notes.end());
  return {.out = globals.json ? web::to_json(*told) + "\n" : show(*told, style)};
}

Outcome execute(const BackendCommand& command, const Globals& globals) {
  return ask_and_show<control::BackendReport>(
      globals,
      {.method = "PATCH",
       .target = fmt::format("/v1/services/{}/backends/{}", percent_encoded(command.service),
                             percent_encoded(command.backend.to_string())),
       .body = web::to_json(command.change)},
      [&](const control::BackendReport& report) {
        return Outcome{.out = show(command.service, report), .err = as_warnings(report.warnings)};
      });
}

Outcome execute(const LogCommand& command, const Globals& globals) {
  Question question{.method = "GET", .target = "/v1/log"};
  if (command.level) {
    question.method = "PUT";
    question.body = fmt::format(R"({{"level": "{}"}})", model::to_string(*command.level));
  }
  return ask_and_show<model::Log>(globals, question, [](const model::Log& log) {
    return Outcome{.out = fmt::format("level {}, format {}, to {}\n", model::to_string(log.level),
                                      model::to_string(log.format), model::to_string(log.to))};
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
