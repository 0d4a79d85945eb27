// SPDX-License-Identifier: Apache-2.0
#include "health/checker/checker.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace shunt::health {
namespace {

using std::chrono::milliseconds;

// Some ten thousand probes begin in a second: a thousand targets are known after a tenth of one.
milliseconds first_delay(std::size_t number, const model::Check& check) {
  constexpr std::size_t kBegunPerMillisecond = 10;
  const milliseconds delay(static_cast<milliseconds::rep>(number / kBegunPerMillisecond));
  return std::min(delay, check.interval);
}

}  // namespace

Checker::Checker(boost::asio::io_context& loop, Prober& prober, Paths& paths, Check::OnChange on_change,
                 milliseconds presume_after)
    : schedule_(loop),
      prober_(prober),
      paths_(paths),
      on_change_(std::move(on_change)),
      presume_after_(presume_after) {}

void Checker::configure(const std::set<Target>& targets, const std::set<Target>& presumed) {
  std::erase_if(checks_, [&](const auto& check) { return !targets.contains(check.first); });
  std::size_t number = 0;
  for (const auto& target : targets) {
    auto& check = checks_[target];
    if (check != nullptr) continue;
    const Check::Start start{.delay = first_delay(number++, *target.check),
                             .serves = presumed.contains(target),
                             .presume_after = presume_after_};
    check = std::make_unique<Check>(schedule_, target, prober_, paths_, on_change_, start);
  }
}

const Check* Checker::find(const Target& target) const {
  const auto check = checks_.find(target);
  return check == checks_.end() ? nullptr : check->second.get();
}

}  // namespace shunt::health
