// SPDX-License-Identifier: Apache-2.0
#include "health/judge/judge.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>

namespace shunt::health {
namespace {

static_assert(std::has_single_bit(Judge::kMaxPenalty), "the penalty doubles until it is there");

/// Older falls than these change no penalty: that many have it at its greatest.
constexpr std::size_t kFallsThatCount = Judge::kFreeFlaps + std::countr_zero(Judge::kMaxPenalty);

State beginning(model::InitialHealth initial) {
  switch (initial) {
    case model::InitialHealth::kUp: return State::kUp;
    case model::InitialHealth::kDown: return State::kDown;
    case model::InitialHealth::kCheck: break;
  }
  return State::kPending;
}

}  // namespace

Judge::Judge(const model::Check& check, std::chrono::milliseconds flap_window)
    : rise_(check.rise),
      fall_(check.fall),
      interval_(check.interval),
      fast_interval_(check.fast_interval),
      flap_window_(flap_window),
      state_(beginning(check.initial)),
      first_decides_(check.initial == model::InitialHealth::kCheck) {}

bool Judge::judge(Verdict verdict, Time now) {
  const State before = state_;
  if (verdict == Verdict::kUnable) return false;
  if (verdict != last_) streak_ = 0;
  if (streak_ < std::numeric_limits<std::uint32_t>::max()) ++streak_;
  last_ = verdict;
  if (verdict == Verdict::kPassed) {
    if (first_decides_ || streak_ >= passes_needed(now)) state_ = State::kUp;
  } else if (first_decides_ || streak_ >= fall_) {
    state_ = State::kDown;
  }
  first_decides_ = false;
  if (before == State::kUp && state_ == State::kDown) {
    if (falls_.size() == kFallsThatCount) falls_.erase(falls_.begin());
    falls_.push_back(now);
  }
  return state_ != before;
}

bool Judge::presume_up() {
  if (state_ != State::kPending) return false;
  state_ = State::kUp;
  return true;
}

bool Judge::in_question() const {
  switch (last_) {
    case Verdict::kPassed: return state_ != State::kUp;
    case Verdict::kFailed: return state_ != State::kDown;
    case Verdict::kUnable: break;  // no result yet
  }
  return true;
}

std::chrono::milliseconds Judge::interval() const { return in_question() ? fast_interval_ : interval_; }

std::uint32_t Judge::passes_needed(Time now) const {
  const auto first = std::ranges::find_if(falls_, [&](Time fall) { return now - fall < flap_window_; });
  const auto falls = static_cast<std::uint32_t>(std::distance(first, falls_.end()));
  const std::uint32_t doublings = falls > kFreeFlaps ? falls - kFreeFlaps : 0;
  return rise_ * std::min(1U << doublings, kMaxPenalty);
}

std::string_view to_string(State state) {
  switch (state) {
    case State::kUp: return "up";
    case State::kDown: return "down";
    case State::kPending: break;
  }
  return "pending";
}

}  // namespace shunt::health
