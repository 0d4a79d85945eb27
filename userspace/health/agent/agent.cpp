// SPDX-License-Identifier: Apache-2.0
#include "health/agent/agent.h"

#include <algorithm>
#include <charconv>

#include "health/text/text.h"

namespace shunt::health {
namespace {

constexpr std::size_t kMaxDescription = 200;
constexpr std::string_view kBetween = " ,\t";

bool same(std::string_view word, std::string_view known) {
  return std::equal(word.begin(), word.end(), known.begin(), known.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

/// Digits only; what is too large for the type is its largest value.
std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  return error == std::errc::result_out_of_range ? UINT32_MAX : value;
}

bool read_admin(std::string_view word, AgentReport& report) {
  if (same(word, "ready")) {
    report.admin = AgentReport::Admin::kReady;
  } else if (same(word, "drain")) {
    report.admin = AgentReport::Admin::kDrain;
  } else if (same(word, "maint")) {
    report.admin = AgentReport::Admin::kMaintenance;
  } else {
    return false;
  }
  return true;
}

bool read_state(std::string_view word, AgentReport& report, std::string& why_down) {
  if (same(word, "up")) {
    report.up = true;
    why_down.clear();
    return true;
  }
  for (const std::string_view down : {"down", "failed", "fail", "stopped"}) {
    if (!same(word, down)) continue;
    report.up = false;
    why_down = down;
    return true;
  }
  return false;
}

bool read_number(std::string_view word, AgentReport& report) {
  constexpr std::string_view kMaxconn = "maxconn:";
  if (same(word.substr(0, kMaxconn.size()), kMaxconn)) return number(word.substr(kMaxconn.size())).has_value();
  if (!word.ends_with('%')) return false;
  const auto percent = number(word.substr(0, word.size() - 1));
  if (!percent) return false;
  report.percent = std::min<std::uint32_t>(*percent, 100);
  return true;
}

}  // namespace

AgentAnswer read_agent(std::string_view line) {
  line = line.substr(0, line.find_first_of(std::string_view("\r\n\0", 3)));
  AgentAnswer answer;
  AgentReport& report = answer.report;
  std::string why_down;
  std::string_view unknown;
  bool any = false;
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(kBetween), line.size()));
    if (line.empty()) break;
    if (line.front() == '#') {
      report.description = printable(line.substr(1), kMaxDescription - 3);
      break;
    }
    const std::string_view word = line.substr(0, line.find_first_of(kBetween));
    line.remove_prefix(word.size());
    any = true;
    const bool known = read_admin(word, report) || read_state(word, report, why_down) || read_number(word, report);
    if (!known && unknown.empty()) unknown = word;
  }
  if (!why_down.empty()) {
    answer.reason = "agent: " + why_down;
    if (!report.description.empty()) answer.reason += " (#" + report.description.substr(0, 150) + ")";
  } else if (!unknown.empty()) {
    answer.reason = "agent: the answer holds '" + printable(unknown) + "', which is no word of agents";
  } else if (!any) {
    answer.reason = "agent: the answer is empty";
  }
  return answer;
}

}  // namespace shunt::health
