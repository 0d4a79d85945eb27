// SPDX-License-Identifier: Apache-2.0
// What one probe found.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace shunt::health {

enum class Verdict : std::uint8_t {
  kPassed,
  kFailed,  ///< of the backend
  kUnable,  ///< the probe could not be sent: says nothing of the backend
};

/// What an agent says of its backend (HAProxy's agent-check). What it leaves out stays as it said before.
struct AgentReport {
  enum class Admin : std::uint8_t { kReady, kDrain, kMaintenance };
  std::optional<std::uint32_t> percent;  ///< of the configured weight, 0 to 100
  std::optional<Admin> admin;            ///< may it have new flows (kReady), keep old ones (kDrain), or none
  std::optional<bool> up;
  std::string description;  ///< behind '#', printable; at most 200 bytes
  bool operator==(const AgentReport&) const = default;
};

struct Outcome {
  Verdict verdict = Verdict::kPassed;
  /// One line for a person, empty if passed: "connect: no answer in 1 s", "HTTP 503, expected 200-399". Printable
  /// whatever the backend sent, at most some 200 bytes.
  std::string reason;
  std::chrono::microseconds latency{};  ///< from the first packet to the verdict
  std::optional<AgentReport> agent;
  bool heard = false;    ///< the backend has said something, were it only that it accepts the connection
  bool refused = false;  ///< its host, or a filter, has said that nobody listens at that port
};

}  // namespace shunt::health
