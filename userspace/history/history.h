// SPDX-License-Identifier: Apache-2.0
// The last hour of what counters say, in memory: docs/page.md has what it costs. Pure: the clock is the caller's.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "history/track.h"
#include "history/view.h"
#include "net/address.h"

namespace shunt::history {

inline constexpr std::chrono::seconds kInterval{10};  ///< a point of everything but backends
inline constexpr std::size_t kPoints = 360;
inline constexpr std::uint32_t kBackendTicks = 3;  ///< a point of a backend is so many intervals
inline constexpr std::size_t kBackendPoints = kPoints / kBackendTicks;
inline constexpr std::uint32_t kMinuteTicks = 6;

// Those beyond, in the order of the file, have no history: it has 8 MB and 20 MB at most.
inline constexpr std::size_t kMaxServices = 2048;
inline constexpr std::size_t kMaxBackends = 20480;

/// A tick is: begin(), then everything that there is, one after the other, then end(). What is left out is
/// forgotten.
class History {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  using Wall = std::chrono::system_clock::time_point;

  History();

  /// Whether the next tick is due.
  [[nodiscard]] bool due(Steady now) const { return !begun_ || now >= next_; }

  /// Ticks that were due and did not come become gaps.
  void begin(Steady now, Wall wall);

  void service(std::string_view name, const Values& values);
  /// Of the service that came last.
  void backend(const net::IpAddress& address, const Values& values);
  void interface(std::string_view name, const Values& values);
  void cpu(std::uint32_t number, const Values& values);
  void reason(std::string_view name, const Values& values);

  void end();

  /// Nothing: there is no such service or backend, or it is beyond the limit. Before the first tick: no series.
  [[nodiscard]] std::optional<View> view(const Query& query) const;

  /// Of memory, but for the allocator's own.
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Backend {
    net::IpAddress address;
    Track track;
  };
  struct Service {
    explicit Service(Track kept) : track(std::move(kept)) {}
    Track track;
    std::vector<Backend> backends;
    std::size_t next_backend = 0;  ///< where the next one most likely is: they come in the same order each time
  };
  using Tracks = std::unordered_map<std::string, Track>;

  void note(Tracks& tracks, std::string_view name, std::span<const Measure> measures, const Values& values);
  void add_to_all(const Rates& rates);
  void forget(Tracks& tracks) const;
  void forget_services();
  [[nodiscard]] View overview() const;
  [[nodiscard]] View minutes() const;

  bool begun_ = false;
  Steady started_{};
  Steady next_{};
  Steady at_{};
  Steady backends_at_{};
  Wall wall_{};
  Wall backends_wall_{};
  std::uint32_t tick_ = 0;
  std::uint32_t backend_tick_ = 0;
  bool backends_are_due_ = false;
  std::optional<double> seconds_;          // since the tick before; nothing: not known
  std::optional<double> backend_seconds_;  // likewise, of backends
  std::size_t backend_count_ = 0;
  Rates sum_{};
  Track all_;
  std::unordered_map<std::string, Service> services_;
  Service* current_ = nullptr;
  Tracks interfaces_;
  Tracks cpus_;
  Tracks reasons_;
};

}  // namespace shunt::history
