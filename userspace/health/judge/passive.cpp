// SPDX-License-Identifier: Apache-2.0
#include "health/judge/passive.h"

#include <algorithm>

namespace shunt::health {
namespace {

Syns operator-(const Syns& left, const Syns& right) {
  return {.first = left.first - right.first, .repeated = left.repeated - right.repeated};
}

// Where only the first ones lie before the window, as if half a one were in it.
double share_of(const Syns& syns) {
  return static_cast<double>(syns.repeated) / std::max(static_cast<double>(syns.first), 0.5);
}

// In proportion, however few they are.
bool is_worse(const Syns& own, const Syns& others) {
  return 2 * own.repeated >= own.first && share_of(own) >= 2 * share_of(others);
}

std::string reason_for(const SynWindow& window) {
  const auto syns = window.syns();
  const auto length = std::chrono::round<std::chrono::seconds>(window.length());
  return "clients repeat their SYNs: " + std::to_string(syns.repeated) + " of " +
         std::to_string(syns.first + syns.repeated) + " in " + std::to_string(length.count()) + " s";
}

}  // namespace

bool speak_against(const Syns& own, const Syns& others) {
  return own.repeated >= kFewestSyns && others.first >= kFewestSyns && is_worse(own, others);
}

void SynWindow::take(const Syns& total, Time now) {
  if (!samples_.empty()) {
    const auto& last = samples_.back().total;
    if (total.first < last.first || total.repeated < last.repeated) samples_.clear();
  }
  samples_.push_back({.at = now, .total = total});
  while (samples_.size() > 1 && samples_[1].at + kSynWindow <= now) samples_.pop_front();
}

void SynWindow::restart() {
  if (!samples_.empty()) samples_.erase(samples_.begin(), samples_.end() - 1);
}

Syns SynWindow::syns() const { return samples_.empty() ? Syns{} : samples_.back().total - samples_.front().total; }

SynWindow::Time::duration SynWindow::length() const {
  return samples_.empty() ? Time::duration{} : samples_.back().at - samples_.front().at;
}

bool SynWindow::is_whole() const { return length() >= kSynWindow; }

bool PassiveJudge::judge(const std::map<Backend, Syns>& totals, Time now) {
  std::erase_if(opinions_, [&](const auto& known) { return !totals.contains(known.first); });
  for (const auto& [backend, total] : totals) opinions_[backend].window.take(total, now);
  bool changed = clear(now);
  while (suspect_one(now)) changed = true;
  return changed;
}

const PassiveJudge::Opinion* PassiveJudge::find(Backend backend) const {
  const auto known = opinions_.find(backend);
  return known == opinions_.end() ? nullptr : &known->second;
}

Syns PassiveJudge::unsuspected() const {
  Syns sum;
  for (const auto& [backend, opinion] : opinions_) {
    if (opinion.suspected) continue;
    sum.first += opinion.window.syns().first;
    sum.repeated += opinion.window.syns().repeated;
  }
  return sum;
}

bool PassiveJudge::clear(Time now) {
  const auto others = unsuspected();
  bool changed = false;
  for (auto& [backend, opinion] : opinions_) {
    const auto own = opinion.window.syns();
    if (!opinion.suspected || speak_against(own, others)) continue;
    const bool is_well = opinion.window.is_whole() && own.first >= kFewestSyns && !is_worse(own, others);
    if (!is_well && now - opinion.since < kRetryAfter) continue;
    opinion.suspected = false;
    opinion.reason.clear();
    opinion.window.restart();
    changed = true;
  }
  return changed;
}

bool PassiveJudge::suspect_one(Time now) {
  const auto suspected =
      std::ranges::count_if(opinions_, [](const auto& known) { return known.second.suspected; });
  if (2 * (suspected + 1) > std::ssize(opinions_)) return false;
  const auto all = unsuspected();
  Opinion* worst = nullptr;
  for (auto& [backend, opinion] : opinions_) {
    const auto own = opinion.window.syns();
    if (opinion.suspected || !speak_against(own, all - own)) continue;
    if (worst == nullptr || share_of(own) > share_of(worst->window.syns())) worst = &opinion;
  }
  if (worst == nullptr) return false;
  worst->suspected = true;
  worst->reason = reason_for(worst->window);
  worst->since = now;
  worst->window.restart();  // what comes from now on tells whether it is well again
  return true;
}

}  // namespace shunt::health
