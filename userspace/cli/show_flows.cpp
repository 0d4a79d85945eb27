// SPDX-License-Identifier: Apache-2.0
#include "cli/show_flows.h"

#include <fmt/format.h>

#include "cli/quantity.h"
#include "net/endpoint.h"

namespace shunt::cli {
namespace {

using control::FlowCounting;
using control::FlowReport;

std::string flows_table(const FlowReport& report, const Style& style) {
  Table table(
      {{"CLIENT"}, {"VIP"}, {"PROTO"}, {"SERVICE"}, {"BACKEND"}, {"STATE"}, {"IDLE", true}, {"SLOT", true}});
  for (const auto& flow : report.flows)
    table.row({{net::endpoint_text(flow.client, flow.client_port)},
               {net::endpoint_text(flow.vip, flow.vip_port)},
               {std::string(net::to_string(flow.protocol))},
               {flow.service},
               {flow.backend.to_string()},
               {std::string(control::to_string(flow.state))},
               {duration(flow.idle)},
               {count(flow.slot)}});
  return table.text(style);
}

std::string backends_table(const FlowReport& report, const Style& style) {
  Table table({{"SERVICE"},
               {"BACKEND"},
               {"FLOWS", true},
               {"SHARE", true},
               {"ESTABLISHED", true},
               {"UNCONFIRMED", true},
               {"CLOSING", true},
               {"UDP", true}});
  for (const auto& row : report.backends)
    table.row({{row.service},
               {row.backend.to_string()},
               {count(row.flows)},
               {share(row.flows, report.matched)},
               {count(row.established)},
               {count(row.unconfirmed)},
               {count(row.closing)},
               {count(row.udp)}});
  return table.text(style);
}

/// "1,234"; "1,234 to 1,240" where small clients had to be forgotten in between.
std::string range(const control::FlowsOfClient& row) {
  return row.uncertain == 0 ? count(row.flows) : count(row.flows) + " to " + count(row.flows + row.uncertain);
}

std::string clients_table(const FlowReport& report, const Style& style) {
  Table table({{"CLIENT"}, {"FLOWS", true}, {"SHARE", true}});
  for (const auto& row : report.clients)
    table.row({{row.client.to_string()}, {range(row)}, {share(row.flows, report.matched)}});
  return table.text(style);
}

bool filters(const control::FlowQuestion& question) {
  return !question.service.empty() || question.backend || question.client || question.protocol ||
         question.idle_over;
}

std::string summary(const FlowReport& report, const control::FlowQuestion& question) {
  const bool lists = question.count == FlowCounting::kNone;
  std::string text = lists ? fmt::format("{} of {}", count(report.flows.size()), count(report.matched, "flow"))
                           : count(report.matched, "flow");
  if (filters(question)) text += fmt::format(" that {} asked for", report.matched == 1 ? "was" : "were");
  text += fmt::format("; {} recorded, room for {}", count(report.recorded), count(report.capacity));
  if (report.unsettled != 0) text += fmt::format("; {} left out, as they are changing", count(report.unsettled));
  if (lists && report.matched > report.flows.size()) text += "; --all shows all";
  return text;
}

/// Why flows that are there are not in the list: the first thing that somebody new wonders about.
std::string absence(const FlowReport& report, const control::FlowQuestion& question) {
  if (report.services == 0) return "no services\n";
  if (report.steady == 0) return "";
  const std::string who = !question.service.empty() && report.services == 1
                              ? "service " + question.service + " is steady"
                              : fmt::format("{} of {} {} steady", count(report.steady),
                                            count(report.services, "service"), report.steady == 1 ? "is" : "are");
  return who +
         ": no slot has changed lately, the hash alone says where a flow goes, and none is recorded.\n"
         "`shunt explain` tells where a flow goes, `shunt stats` counts packets\n";
}

}  // namespace

std::string show(const FlowReport& report, const control::FlowQuestion& question, const Style& style) {
  std::string table;
  if (!report.flows.empty()) table = flows_table(report, style);
  if (!report.backends.empty()) table = backends_table(report, style);
  if (!report.clients.empty()) table = clients_table(report, style);
  if (!table.empty()) table += "\n";
  return table + summary(report, question) + "\n" + absence(report, question);
}

}  // namespace shunt::cli
