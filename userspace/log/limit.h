// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "log/entry.h"

namespace shunt::log {

/// Bounds the lines of a log: whoever flaps, or asks wrongly in a loop, fills no disk. Of one event and subject so
/// many at once, then one a period; of one event, whatever its subjects, as well. What is left out is counted, and
/// told. No clock of its own. The audit of changes that were made is never left out.
class Limit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Rate {
    std::uint32_t burst;
    std::chrono::milliseconds period;  ///< until one more is allowed
  };
  static constexpr Rate kOfSubject{20, std::chrono::milliseconds{6'000}};
  static constexpr Rate kOfEvent{2'000, std::chrono::milliseconds{50}};
  static constexpr std::size_t kMaxSubjects = 4096;  ///< what comes beyond them counts for its event alone

  /// Whether to write it. If not, it is counted.
  bool admit(const Entry& entry, Time now);

  struct Suppressed {
    Event event;
    Of of;
    std::uint64_t lines;
  };
  /// What was left out since it was told last, of those that may speak again; they count as told then. Forgets
  /// subjects that have long been silent. Cost: linear in subjects.
  std::vector<Suppressed> take_suppressed(Time now);

 private:
  struct Bucket {
    double tokens;
    Time filled;
    std::uint64_t suppressed = 0;
    Of of{};

    void fill(const Rate& rate, Time now);
  };
  using Key = std::pair<Event, std::string>;

  std::map<Key, Bucket> subjects_;
  std::map<Event, Bucket> events_;
};

}  // namespace shunt::log
