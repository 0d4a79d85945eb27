// SPDX-License-Identifier: Apache-2.0
// From the SYNs that clients repeat to the backends that leave them without an answer. Pure: time is what the
// caller says it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace shunt::health {

/// SYNs that were sent to a backend.
struct Syns {
  std::uint64_t first = 0;
  std::uint64_t repeated = 0;  ///< the same as one before: no answer had come
  bool operator==(const Syns&) const = default;
};

/// Whether SYNs speak against a backend: at least kFewestSyns were repeated, at least half as many as were first
/// ones, and in proportion at least twice as many as of the service's other backends together, of which there are
/// at least kFewestSyns first ones, too. Else it is the network, or nothing to compare with.
bool speak_against(const Syns& own, const Syns& others);

inline constexpr std::uint64_t kFewestSyns = 10;

/// What came within the last kSynWindow, of totals that only grow.
class SynWindow {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Totals that are lower than before begin anew.
  void take(const Syns& total, Time now);
  void restart();

  [[nodiscard]] Syns syns() const;
  [[nodiscard]] Time::duration length() const;  ///< of what is known, from the first take() on
  [[nodiscard]] bool is_whole() const;

 private:
  struct Sample {
    Time at;
    Syns total;
  };
  std::deque<Sample> samples_;  // the first one at the beginning of the window, or before it
};

inline constexpr std::chrono::seconds kSynWindow{10};

/// The backends of one service.
class PassiveJudge {
 public:
  using Time = SynWindow::Time;
  using Backend = std::uint32_t;  ///< any number that stays with it

  struct Opinion {
    SynWindow window;
    bool suspected = false;
    std::string reason;  ///< "clients repeat their SYNs: 34 of 40 in 10 s"; empty: not suspected
    Time since{};        ///< it is suspected
  };

  /// Takes the totals of all backends, about once a second. Suspects those that their SYNs speak against, compared
  /// with those that are not suspected, but never more than half of all backends: who can send SYNs can feign
  /// this. Clears who is suspected if it had kFewestSyns first ones in a whole window since, and the proportions
  /// are well; or after kRetryAfter if its SYNs do not speak against it now: a backend that gets no more is tried
  /// again.
  /// @return whether somebody is suspected or cleared now
  bool judge(const std::map<Backend, Syns>& totals, Time now);

  /// Null: not among the last totals.
  [[nodiscard]] const Opinion* find(Backend backend) const;

  static constexpr std::chrono::seconds kRetryAfter{30};

 private:
  [[nodiscard]] Syns unsuspected() const;
  bool clear(Time now);
  bool suspect_one(Time now);

  std::map<Backend, Opinion> opinions_;
};

}  // namespace shunt::health
