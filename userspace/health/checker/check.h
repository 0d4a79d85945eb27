// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "health/checker/check_status.h"
#include "health/checker/durations.h"
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
  using Counts = std::vector<std::shared_ptr<Durations>>;  ///< one for each service that asks

  struct Start {
    std::chrono::milliseconds delay;          ///< until the first probe
    bool serves = false;                      ///< it does so already, and one lost packet shall not end that
    std::chrono::milliseconds presume_after;  ///< who could not be asked until then counts as up
    std::chrono::milliseconds flap_window = Judge::kFlapWindow;
  };

  /// `prober`, `paths` and `schedule` outlive it. `on_change` is called when the state, a report of an agent or
  /// `degraded` changes, when a pending one cannot be asked for the first time, and when `damped` comes or goes.
  Check(Schedule& schedule, Target target, Prober& prober, Paths& paths, OnChange on_change, const Start& start);

  /// Where probes that pass are counted from now on.
  void count_in(Counts counts) { counts_ = std::move(counts); }

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
  [[nodiscard]] std::chrono::milliseconds until_presumed() const;
  [[nodiscard]] State state() const;
  bool settle(const std::string& reason);
  bool hear(const Outcome& outcome);
  bool watch_flaps(Time now);
  void watch_full_size();

  Target target_;
  Prober& prober_;
  Paths& paths_;
  OnChange on_change_;
  Counts counts_;
  Judge judge_;
  CheckStatus status_;
  Timer timer_;
  std::unique_ptr<Probe> probe_;
  std::unique_ptr<model::Check> direct_;  // what diagnose() asks
  std::unique_ptr<Probe> diagnosis_;
  std::string hint_;
  std::unique_ptr<FullSizeCheck> full_size_;
  Time asked_at_;
  Time presumed_at_;  // unless there is a result before
};

}  // namespace shunt::health
