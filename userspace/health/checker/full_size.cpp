// SPDX-License-Identifier: Apache-2.0
#include "health/checker/full_size.h"

#include <algorithm>
#include <utility>

namespace shunt::health {
namespace {

model::Check judged_by(const model::Check& check, std::chrono::milliseconds shortest) {
  auto judged = check;
  judged.interval = std::max(check.interval, shortest);
  judged.fast_interval = check.interval;
  judged.initial = model::InitialHealth::kUp;
  return judged;
}

Destination destination_of(const Target& target, const Path& path) {
  return {.address = target.address, .backend = target.backend, .target = path.mark, .version = path.version};
}

}  // namespace

FullSizeCheck::FullSizeCheck(Schedule& schedule, const Target& target, Prober& prober, Paths& paths,
                             std::function<void()> on_change, std::chrono::milliseconds shortest)
    : target_(target),
      prober_(prober),
      paths_(paths),
      on_change_(std::move(on_change)),
      judged_(judged_by(*target.check, shortest)),
      judge_(judged_),
      timer_(schedule) {}

void FullSizeCheck::begin() {
  if (std::exchange(running_, true)) return;
  ask_in(std::chrono::milliseconds{0});
}

void FullSizeCheck::end() {
  if (!std::exchange(running_, false)) return;
  timer_.stop();
  probe_.reset();
  judge_ = Judge(judged_);
  reason_.clear();
}

void FullSizeCheck::ask_in(std::chrono::milliseconds delay) {
  timer_.start(delay, [this] { ping_full(); });
}

void FullSizeCheck::ping_full() {
  const auto path = paths_.path_of(target_);
  if (path.verdict != Verdict::kPassed || path.full_size == 0) {
    conclude(Verdict::kUnable, "");
    return;
  }
  probe_ = prober_.ping(destination_of(target_, path), path.full_size, target_.check->timeout,
                        [this, full = path.full_size](const Outcome& outcome) {
                          if (outcome.verdict == Verdict::kPassed) {
                            conclude(Verdict::kPassed, "");
                          } else if (outcome.verdict == Verdict::kUnable) {
                            conclude(Verdict::kUnable, "full-size probe: " + outcome.reason);
                          } else {
                            ping_small(full);
                          }
                        });
}

void FullSizeCheck::ping_small(std::uint32_t full) {
  const auto path = paths_.path_of(target_);
  // The probe that has just ended is destroyed only after the next one is there: we are called from within it.
  auto small = prober_.ping(
      destination_of(target_, path), kSmall, target_.check->timeout, [this, full](const Outcome& outcome) {
        if (outcome.verdict == Verdict::kPassed) {
          conclude(Verdict::kFailed, "packets of " + std::to_string(full) +
                                         " bytes do not arrive through the tunnel, small ones "
                                         "do: MTU too small on the way");
        } else {
          conclude(Verdict::kUnable, "full-size probe: the VIP answers no pings");
        }
      });
  probe_ = std::move(small);
}

void FullSizeCheck::conclude(Verdict verdict, std::string reason) {
  const bool was = degraded();
  if (verdict != Verdict::kUnable) judge_.judge(verdict, std::chrono::steady_clock::now());
  if (degraded() && verdict != Verdict::kFailed)
    reason = reason_;  // until it has recovered, that is what it suffers
  const auto reason_before = std::exchange(reason_, std::move(reason));
  const bool news = was != degraded() || reason_before != reason_;
  ask_in(judge_.interval());
  if (news) on_change_();
}

}  // namespace shunt::health
