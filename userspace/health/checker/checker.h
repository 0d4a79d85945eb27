// SPDX-License-Identifier: Apache-2.0
// All checks of a controller, on its one event loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "health/checker/check.h"
#include "health/checker/schedule.h"
#include "health/checker/target.h"

namespace shunt::health {

class Checker {
 public:
  /// Long enough for routes, neighbours and addresses to come after a host's start.
  static constexpr std::chrono::seconds kPresumeAfter{10};

  /// All outlive it. `on_change`: see Check; never called from within configure().
  /// @param presume_after who could not be asked for so long, and never was, counts as up
  Checker(boost::asio::io_context& loop, Prober& prober, Paths& paths, Check::OnChange on_change,
          std::chrono::milliseconds presume_after = kPresumeAfter);

  /// What is asked from now on. Targets that were asked before go on with what is known of them. First probes are
  /// spread over a fraction of their interval.
  /// @param presumed of those, what serves already: new checks of them begin up, whatever check.initial says
  void configure(const std::set<Target>& targets, const std::set<Target>& presumed = {});

  /// Null: not asked. Valid until a configure() without this target.
  /// See Check. `target` is one that is asked.
  void count_in(const Target& target, Check::Counts counts) { checks_.at(target)->count_in(std::move(counts)); }

  [[nodiscard]] const Check* find(const Target& target) const;

  [[nodiscard]] std::size_t size() const { return checks_.size(); }

 private:
  Schedule schedule_;
  Prober& prober_;
  Paths& paths_;
  Check::OnChange on_change_;
  std::chrono::milliseconds presume_after_;
  std::map<Target, std::unique_ptr<Check>> checks_;
};

}  // namespace shunt::health
