// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "health/checker/schedule.h"
#include "health/checker/target.h"
#include "health/judge/judge.h"
#include "health/probe/probe.h"

namespace shunt::health {

/// Whether packets of full size reach a backend, by pings through the dataplane: one of full size, and, if it
/// stays without an answer, a small one that tells an MTU black hole from a host that answers no pings.
class FullSizeCheck {
 public:
  /// `target`, `prober`, `paths` and `schedule` outlive it. `on_change` is called when degraded() or reason()
  /// changes. It is asked at the check's interval, or each `shortest` if that is longer.
  FullSizeCheck(Schedule& schedule, const Target& target, Prober& prober, Paths& paths,
                std::function<void()> on_change, std::chrono::milliseconds shortest = kInterval);

  /// Begins; while the backend is up. Does nothing if it has begun.
  void begin();
  /// Ends; a backend that is down has other problems.
  void end();

  [[nodiscard]] bool degraded() const { return judge_.state() == State::kDown; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

  /// Packets are large on the scale of a check, and paths change seldom.
  static constexpr std::chrono::seconds kInterval{10};
  static constexpr std::uint32_t kSmall = 84;  ///< as of ping(8)

 private:
  void ask_in(std::chrono::milliseconds delay);
  void ping_full();
  void ping_small(std::uint32_t full);
  void conclude(Verdict verdict, std::string reason);

  const Target& target_;
  Prober& prober_;
  Paths& paths_;
  std::function<void()> on_change_;
  model::Check judged_;  // how often, and by how many
  Judge judge_;
  std::string reason_;
  Timer timer_;
  std::unique_ptr<Probe> probe_;
  bool running_ = false;
};

}  // namespace shunt::health
