// SPDX-License-Identifier: Apache-2.0
// What the controller shows of health checks, as views.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shunt::control {

using WallTime = std::chrono::system_clock::time_point;

/// A change of state that a check brought about.
struct HealthTransition {
  WallTime at{};
  std::string from;    ///< "pending", "up", "down"
  std::string to;      ///< likewise
  std::string reason;  ///< of the outcome that decided; empty: passed
};

/// What one check knows of one backend. Times of probes that passed; 0: none has.
struct CheckStatus {
  std::string type;    ///< "tcp", "http", ...
  std::string via;     ///< "dataplane", "direct"
  std::string asked;   ///< "192.0.2.10:80": address, and port if it has one
  std::string state;   ///< "pending", "up", "down"; the last also if only full-size packets fail and they count
  std::string reason;  ///< of the last outcome, one line: "HTTP 503, expected 200-399"; empty: passed
  WallTime since{};    ///< of `state`
  std::chrono::microseconds latency{};  ///< of the last probe that passed; the others of the last 32 of them
  std::chrono::microseconds latency_min{};
  std::chrono::microseconds latency_mean{};
  std::chrono::microseconds latency_max{};
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t unable = 0;      ///< could not be sent: says nothing of the backend
  std::string full_size_reason;  ///< why full-size packets do not arrive, or why that cannot be told; else empty
  std::string agent;             ///< what an agent says: "75%, drain (#text)"; else empty
  std::vector<HealthTransition> transitions;  ///< the last ten, oldest first
};

/// What clients' SYNs say of a backend.
struct PassiveStatus {
  bool suspected = false;
  std::string reason;  ///< "clients repeat their SYNs: 34 of 40 in 10 s"; empty: not suspected
  WallTime since{};    ///< of `suspected`
  // Of the last ten seconds, or since that changed.
  std::uint64_t syns = 0;
  std::uint64_t syns_repeated = 0;
};

/// What all checks of a backend know together.
struct BackendHealth {
  std::string state;              ///< "pending", "up", "down"
  bool degraded = false;          ///< up, but full-size packets do not arrive, or clients repeat their SYNs
  std::string reason;             ///< of `state` down or `degraded`; else empty
  WallTime since{};               ///< of `state`
  std::uint64_t transitions = 0;  ///< between up and down
  std::vector<CheckStatus> checks;
  std::optional<PassiveStatus> passive;  ///< nothing: SYNs are not counted
};

/// How long probes took that passed.
struct ProbeDurations {
  struct Bucket {
    std::chrono::microseconds at_most{};
    std::uint64_t count = 0;  ///< that took at most so long: buckets hold those before them
  };
  std::vector<Bucket> buckets;
  std::uint64_t count = 0;  ///< of all
  std::chrono::microseconds sum{};
};

}  // namespace shunt::control
