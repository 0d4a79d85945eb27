// SPDX-License-Identifier: Apache-2.0
#include "health/checker/check.h"

#include <algorithm>
#include <random>
#include <utility>

namespace shunt::health {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kUntilThePathIsKnown{20};

milliseconds between(milliseconds least, milliseconds most) {
  thread_local std::minstd_rand random(std::random_device{}());
  return milliseconds(std::uniform_int_distribution<milliseconds::rep>(least.count(), most.count())(random));
}

/// Until the next probe, when the last one has taken `spent`.
milliseconds pause(milliseconds interval, milliseconds spent) {
  // Probes of many targets that began together drift apart, and do not meet another instance's for ever.
  const auto twentieth = interval / 20;
  const auto rest = between(interval - twentieth, interval + twentieth) - spent;
  // Nor shall those begin all at once, again and again, that have all waited for their timeouts.
  return std::max(rest, between(twentieth, 3 * twentieth));
}

/// What tells a backend that is gone from one that is not reached through the tunnel.
model::Check direct_check(const model::Check& check) {
  auto direct = check;
  direct.via = model::CheckVia::kDirect;
  direct.full_size = model::FullSize::kOff;
  if (check.type != model::CheckType::kTcp && check.type != model::CheckType::kHttp &&
      check.type != model::CheckType::kHttps && check.type != model::CheckType::kAgent)
    return direct;
  direct.type = model::CheckType::kTcp;
  direct.send.clear();
  direct.expect.clear();
  return direct;
}

model::Check serving(model::Check check) {
  check.initial = model::InitialHealth::kUp;
  return check;
}

/// Nothing came from the backend at all.
bool silent(const Outcome& outcome, const model::Check& check) {
  const bool answered = outcome.heard || outcome.refused;
  return outcome.verdict == Verdict::kFailed && !answered && outcome.latency >= check.timeout;
}

/// What the answer of a backend that is asked directly, and not heard through the tunnel, tells of the cause.
/// With l2 there is no tunnel: packets arrive as they were sent, and only the VIP is asked for.
std::string hint_of(const Outcome& direct, model::Forwarding forwarding) {
  const bool l2 = forwarding == model::Forwarding::kL2;
  if (l2 && (direct.verdict == Verdict::kPassed || direct.heard))
    return "answers directly but not at the VIP: VIP missing, or rp_filter";
  if (l2 && direct.refused)
    return "directly that port is refused, so the host lives: it lacks the VIP, rp_filter drops, or a process "
           "that "
           "listens at the VIP alone is silent";
  if (direct.verdict == Verdict::kPassed || direct.heard)
    return "answers directly but not through the tunnel: decapsulation or VIP missing, or rp_filter";
  if (direct.refused)
    return "directly that port is refused, so the host lives: the tunnel (decapsulation, VIP, rp_filter) or a "
           "process that listens at the VIP alone is silent";
  return "";
}

void merge(AgentReport& known, const AgentReport& news) {
  if (news.percent) known.percent = news.percent;
  if (news.admin) known.admin = news.admin;
  if (news.up) known.up = news.up;
  known.description = news.description;
}

}  // namespace

Check::Check(Schedule& schedule, Target target, Prober& prober, Paths& paths, OnChange on_change,
             const Start& start)
    : target_(std::move(target)),
      prober_(prober),
      paths_(paths),
      on_change_(std::move(on_change)),
      judge_(start.serves ? serving(*target_.check) : *target_.check, start.flap_window),
      timer_(schedule),
      presumed_at_(std::chrono::steady_clock::now() + start.presume_after) {
  status_.state = judge_.state();
  status_.since = std::chrono::system_clock::now();
  if (target_.check->full_size != model::FullSize::kOff)
    full_size_ = std::make_unique<FullSizeCheck>(schedule, target_, prober, paths, [this] {
      watch_full_size();
      settle(status_.full_size_reason);
      on_change_(*this);
    });
  ask_in(start.delay);
}

std::string Check::progress() const {
  return "passes again, " + std::to_string(judge_.streak()) + " of " +
         std::to_string(judge_.passes_needed(std::chrono::steady_clock::now()));
}

void Check::ask_in(milliseconds delay) {
  timer_.start(delay, [this] { ask(); });
}

void Check::ask() {
  asked_at_ = std::chrono::steady_clock::now();
  auto path = paths_.path_of(target_);
  if (!path.verdict) {
    if (judge_.state() == State::kPending && asked_at_ >= presumed_at_)
      take({.verdict = Verdict::kUnable, .reason = std::move(path.reason)});
    ask_in(kUntilThePathIsKnown);
    return;
  }
  if (*path.verdict != Verdict::kPassed) {
    end({.verdict = *path.verdict, .reason = std::move(path.reason)});
    return;
  }
  const Destination destination{
      .address = target_.address, .backend = target_.backend, .target = path.mark, .version = path.version};
  probe_ = prober_.probe(*target_.check, destination, [this, version = path.version](Outcome outcome) {
    if (outcome.verdict != Verdict::kPassed && paths_.path_of(target_).version != version) {
      ask_in(kUntilThePathIsKnown);  // asked by a way that is gone
      return;
    }
    diagnose(outcome);
    end(std::move(outcome));
  });
}

// Once per series of probes without an answer, beside them.
void Check::diagnose(const Outcome& outcome) {
  if (outcome.verdict == Verdict::kUnable) return;
  if (!silent(outcome, *target_.check)) {
    hint_.clear();
    diagnosis_.reset();
    return;
  }
  if (target_.check->via != model::CheckVia::kDataplane || diagnosis_ != nullptr) return;
  direct_ = std::make_unique<model::Check>(direct_check(*target_.check));
  diagnosis_ = prober_.probe(*direct_, {.address = target_.backend, .backend = target_.backend, .target = {}},
                             [this](const Outcome& direct) {
                               if (status_.last == Verdict::kFailed) hint_ = hint_of(direct, target_.forwarding);
                             });
}

void Check::end(Outcome outcome) {
  const auto spent = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - asked_at_);
  take(std::move(outcome));
  auto rest = pause(judge_.interval(), spent);
  if (judge_.state() == State::kPending) rest = std::min(rest, until_presumed());
  ask_in(rest);
}

milliseconds Check::until_presumed() const {
  const auto left = std::chrono::ceil<milliseconds>(presumed_at_ - std::chrono::steady_clock::now());
  return std::max(left, milliseconds{1});
}

void Check::take(Outcome outcome) {
  if (silent(outcome, *target_.check) && !hint_.empty()) outcome.reason += "; " + hint_;
  const auto now = std::chrono::steady_clock::now();
  judge_.judge(outcome.verdict, now);
  if (outcome.verdict != Verdict::kUnable) status_.presumed = false;
  if (outcome.verdict == Verdict::kUnable && now >= presumed_at_ && judge_.presume_up()) status_.presumed = true;
  if (status_.presumed) outcome.reason += "; presumed up";
  status_.last = outcome.verdict;
  status_.reason = outcome.reason;
  count(outcome);
  const bool stuck = judge_.state() == State::kPending && status_.unable == 1;
  const bool heard = hear(outcome);
  const bool flaps = watch_flaps(now);
  if (full_size_ != nullptr) {
    if (judge_.state() == State::kUp) {
      full_size_->begin();
    } else {
      full_size_->end();
    }
    watch_full_size();
  }
  const bool changed = settle(outcome.reason);
  if (changed || heard || stuck || flaps) on_change_(*this);
}

void Check::count(const Outcome& outcome) {
  switch (outcome.verdict) {
    case Verdict::kPassed:
      ++status_.passed;
      status_.latency.add(outcome.latency);
      for (const auto& counts : counts_) counts->add(outcome.latency);
      break;
    case Verdict::kFailed: ++status_.failed; break;
    case Verdict::kUnable: ++status_.unable; break;
  }
}

// Of the probes, and of full-size packets if they count.
State Check::state() const {
  const bool counts = target_.check->full_size == model::FullSize::kDown;
  return counts && status_.degraded ? State::kDown : judge_.state();
}

// Whether the state has changed, for `reason`.
bool Check::settle(const std::string& reason) {
  if (state() == status_.state) return false;
  Transition transition{
      .at = std::chrono::system_clock::now(), .from = status_.state, .to = state(), .reason = reason};
  status_.state = transition.to;
  status_.since = transition.at;
  status_.transitions.push_back(std::move(transition));
  if (status_.transitions.size() > kTransitionsKept) status_.transitions.pop_front();
  return true;
}

bool Check::hear(const Outcome& outcome) {
  if (!outcome.agent) return false;
  const auto before = status_.agent;
  if (!status_.agent) status_.agent.emplace();
  merge(*status_.agent, *outcome.agent);
  return status_.agent != before;
}

bool Check::watch_flaps(Time now) {
  const auto needed = judge_.passes_needed(now);
  const auto before = std::exchange(status_.damped, needed > target_.check->rise ? needed : 0);
  return (before == 0) != (status_.damped == 0);
}

void Check::watch_full_size() {
  status_.degraded = full_size_->degraded();
  status_.full_size_reason = full_size_->reason();
}

}  // namespace shunt::health
