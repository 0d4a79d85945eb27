// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "cli/client.h"
#include "cli/commands.h"
#include "cli/show_flows.h"
#include "control/flow_order.h"
#include "web/flow_query.h"
#include "web/json.h"

namespace shunt::cli {
namespace {

constexpr unsigned kHttpOk = 200;

core::Result<Answer> ask_flows(const Globals& globals, const control::FlowQuestion& question) {
  auto answer =
      ask(globals.socket, globals.pin_dir, {.method = "GET", .target = "/v1/flows" + web::to_query(question)});
  if (answer && answer->status != kHttpOk) return core::Error(web::refusal_from_json(answer->body).error);
  return answer;
}

/// What was found with what was found before it.
void append(control::FlowReport& report, control::FlowReport&& more) {
  report.recorded += more.recorded;
  report.matched += more.matched;
  report.unsettled += more.unsettled;
  report.work += more.work;
  report.longest = std::max(report.longest, more.longest);
  report.next = more.next;
  std::ranges::move(more.flows, std::back_inserter(report.flows));
}

/// All of them, in pieces: each is a request of its own, so that the controller never holds more than one.
core::Result<control::FlowReport> ask_all(const Globals& globals, control::FlowQuestion question) {
  const auto order = std::exchange(question.sort, control::FlowOrder::kNone);
  question.limit = control::kMaxFlowRows;
  question.from = 0;
  std::optional<control::FlowReport> report;
  while (question.from) {
    const auto answer = ask_flows(globals, question);
    if (!answer) return answer.error();
    auto piece = web::from_json<control::FlowReport>(answer->body);
    if (!piece) return piece.error().within("cannot read the answer of the controller");
    if (piece->next && *piece->next <= *question.from) return core::Error("the controller answers in a circle");
    question.from = piece->next;
    if (report) {
      append(*report, *std::move(piece));
    } else {
      report = *std::move(piece);
    }
  }
  if (order != control::FlowOrder::kNone)
    std::ranges::sort(report->flows,
                      [&](const auto& a, const auto& b) { return control::stands_before(a, b, order); });
  return *std::move(report);
}

}  // namespace

Outcome execute(const FlowsCommand& command, const Globals& globals, const Style& style) {
  if (command.all) {
    const auto report = ask_all(globals, command.question);
    if (!report) return failure(report.error());
    return {.out = globals.json ? web::to_json(*report) + "\n" : show(*report, command.question, style)};
  }
  auto answer = ask_flows(globals, command.question);
  if (!answer) return failure(answer.error());
  if (globals.json) return {.out = std::move(answer->body) + "\n"};
  const auto report = web::from_json<control::FlowReport>(answer->body);
  if (!report) return failure(report.error().within("cannot read the answer of the controller"));
  return {.out = show(*report, command.question, style)};
}

}  // namespace shunt::cli
