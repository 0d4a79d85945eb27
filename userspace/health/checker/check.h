// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "health/checker/check_status.h"
#include "health/checker/full_size.h"
#include "health/checker/schedule.h"
#include "health/checker/target.h"
#include "health/judge/judge.h"
#include "health/probe/probe.h"

namespace shunt::health {

/// Asks one target at its interval, and judges the answers.
class Check {
 public:
  using OnChange = std::function<void(const Check&)>;

  /// `prober`, `paths` and `schedule` outlive it. `on_change` is called when the state, a report of an agent or
  /// `degraded` changes. Probes begin after `delay`. `presumed_up`: it serves already, and one lost packet shall
  /// not end that.
  Check(Schedule& schedule, Target target, Prober& prober, Paths& paths, OnChange on_change,
        std::chrono::milliseconds delay, bool presumed_up = false);

  [[nodiscard]] const Target& target() const { return target_; }
  [[nodiscard]] const CheckStatus& status() const { return status_; }

  /// Of a backend that is down and passes: "passes again, 3 of 8".
  [[nodiscard]] std::string progress() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  void ask_in(std::chrono::milliseconds delay);
  void ask();
  void diagnose(const Outcome& outcome);
  void end(Outcome outcome);
  void take(Outcome outcome);
  void count(const Outcome& outcome);
  [[nodiscard]] State state() const;
  bool settle(const std::string& reason);
  bool hear(const Outcome& outcome);
  void watch_full_size();

  Target target_;
  Prober& prober_;
  Paths& paths_;
  OnChange on_change_;
  Judge judge_;
  CheckStatus status_;
  Timer timer_;
  std::unique_ptr<Probe> probe_;
  std::unique_ptr<model::Check> direct_;  // what diagnose() asks
  std::unique_ptr<Probe> diagnosis_;
  std::string hint_;
  std::unique_ptr<FullSizeCheck> full_size_;
  Time asked_at_;
};

}  // namespace shunt::health
