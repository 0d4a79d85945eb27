// SPDX-License-Identifier: Apache-2.0
#include "health/checker/full_size.h"

#include <algorithm>
#include <utility>

namespace shunt::health {
namespace {

model::Check judged_by(const model::Check& check) {
  auto judged = check;
  judged.interval = std::max<std::chrono::milliseconds>(check.interval, FullSizeCheck::kInterval);
  judged.fast_interval = check.interval;
  judged.initial = model::InitialHealth::kUp;
  return judged;
}

Destination destination_of(const Target& target, const Path& path) {
  return {.address = target.address, .backend = target.backend, .target = path.mark};
}

}  // namespace

FullSizeCheck::FullSizeCheck(boost::asio::io_context& loop, const Target& target, Prober& prober, Paths& paths,
                             std::function<void()> on_change)
    : target_(target),
      prober_(prober),
      paths_(paths),
      on_change_(std::move(on_change)),
      judge_(judged_by(*target.check)),
      timer_(loop) {}

void FullSizeCheck::begin() {
  if (std::exchange(running_, true)) return;
  schedule(std::chrono::milliseconds{0});
}

void FullSizeCheck::end() {
  if (!std::exchange(running_, false)) return;
  timer_.cancel();
  probe_.reset();
  judge_ = Judge(judged_by(*target_.check));
  reason_.clear();
}

void FullSizeCheck::schedule(std::chrono::milliseconds delay) {
  timer_.expires_after(delay);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && running_) ping_full();
  });
}

void FullSizeCheck::ping_full() {
  const auto path = paths_.path_of(target_);
  if (path.verdict != Verdict::kPassed || path.full_size == 0) {
    conclude(Verdict::kUnable, "");
    return;
  }
  probe_ = prober_.ping(destination_of(target_, path), path.full_size, target_.check->timeout,
                        [this, full = path.full_size](Outcome outcome) {
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
  auto small =
      prober_.ping(destination_of(target_, path), kSmall, target_.check->timeout, [this, full](Outcome outcome) {
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
  const bool news = was != degraded() || std::exchange(reason_, reason) != reason;
  schedule(judge_.interval());
  if (news) on_change_();
}

}  // namespace shunt::health
