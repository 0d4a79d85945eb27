// SPDX-License-Identifier: Apache-2.0
// What an agent answers: the line of HAProxy's agent-check (its configuration manual, 5.2 "agent-check").
#pragma once

#include <string>
#include <string_view>

#include "health/judge/outcome.h"

namespace shunt::health {

struct AgentAnswer {
  AgentReport report;
  std::string reason;  ///< why it is no pass: "agent: down (#disk full)"; empty: passed
  bool operator==(const AgentAnswer&) const = default;
};

/// Words between spaces, commas and tabs, in any order and case, until the line's end (CR, LF or NUL):
///   75%                          percent; more than 100 counts as 100
///   maxconn:30                   read over
///   ready, drain, maint          admin
///   up, down, failed, fail, stopped
///   #any text until the line's end
/// A word that is none of them is not understood: no pass, though what was understood is in the report.
AgentAnswer read_agent(std::string_view line);

}  // namespace shunt::health
