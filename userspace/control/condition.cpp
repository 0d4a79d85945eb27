// SPDX-License-Identifier: Apache-2.0
#include "control/condition.h"

#include <algorithm>
#include <utility>

namespace shunt::control {
namespace {

std::string by_agent(const Condition& condition) {
  return " by its agent" + (condition.description.empty() ? "" : " (#" + condition.description + ")");
}

void add_admin(const Condition& now, Condition& told, std::vector<News>& news) {
  auto& before = told.standing;
  const auto& after = now.standing;
  const bool same = before.drains == after.drains && before.maintained == after.maintained;
  before.drains = after.drains;
  before.maintained = after.maintained;
  if (same) return;
  if (after.maintained) {
    news.push_back(
        {.event = log::Event::kBackendAgent, .text = "in maintenance" + by_agent(now) + ": no flows at all"});
  } else if (after.drains) {
    news.push_back({.event = log::Event::kBackendAgent, .text = "drained" + by_agent(now) + ": no new flows"});
  } else {
    news.push_back({.event = log::Event::kBackendAgent, .text = "ready again" + by_agent(now)});
  }
}

void add_weight(const Condition& now, Condition& told, std::vector<News>& news) {
  const auto before = told.standing.percent, after = now.standing.percent;
  const auto step = std::max(before, after) - std::min(before, after);
  if (step == 0 || (step < kWeightStep && before != 0 && after != 0)) return;
  told.standing.percent = after;
  news.push_back(
      {.event = log::Event::kBackendAgent,
       .text = std::to_string(after) + "% of its weight" + by_agent(now) + (after == 0 ? ": no new flows" : "")});
}

void add_degraded(const Condition& now, Condition& told, std::vector<News>& news) {
  const auto before = std::exchange(told.degraded, now.degraded);
  const bool was = before && !before->empty();
  if (!now.degraded || was != now.degraded->empty()) return;
  if (was) {
    news.push_back({.event = log::Event::kBackendWhole, .text = "whole again: full-size packets arrive"});
  } else {
    news.push_back({.event = log::Event::kBackendDegraded, .text = "degraded: " + *now.degraded});
  }
}

void add_damped(const Condition& now, Condition& told, std::vector<News>& news) {
  const auto before = std::exchange(told.damped, now.damped);
  if (before == 0 && now.damped != 0)
    news.push_back({.event = log::Event::kBackendFlaps,
                    .text = "goes up and down: it has to pass " + std::to_string(now.damped) +
                            " checks in a row before it is up"});
  if (before != 0 && now.damped == 0)
    news.push_back({.event = log::Event::kBackendSteady,
                    .text = "no longer goes up and down: it has to pass as many checks as `rise` says"});
}

}  // namespace

void add(const health::CheckStatus& status, const model::Check& check, Condition& condition) {
  condition.damped = std::max(condition.damped, status.damped);
  if (check.full_size == model::FullSize::kWarn) {
    if (status.degraded) condition.degraded = status.full_size_reason;
    if (status.state == health::State::kUp && !condition.degraded) condition.degraded.emplace();
  }
  add_agent(status, condition.standing);
  if (status.agent && !status.agent->description.empty()) condition.description = status.agent->description;
}

void add_agent(const health::CheckStatus& status, Standing& standing) {
  using Admin = health::AgentReport::Admin;
  if (!status.agent) return;
  if (status.agent->percent) standing.percent = std::min(standing.percent, *status.agent->percent);
  standing.drains = standing.drains || status.agent->admin == Admin::kDrain;
  standing.maintained = standing.maintained || status.agent->admin == Admin::kMaintenance;
}

std::vector<News> news_of(const Condition& now, Condition& told) {
  std::vector<News> news;
  add_admin(now, told, news);
  add_weight(now, told, news);
  add_degraded(now, told, news);
  add_damped(now, told, news);
  return news;
}

}  // namespace shunt::control
