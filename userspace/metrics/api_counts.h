// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace shunt::metrics {

/// Why the HTTP server refused a request.
enum class ApiRefusal : std::uint8_t {
  kMalformed,      ///< no HTTP
  kTooLarge,       ///< header or body
  kTimeout,        ///< begun, and not there in time
  kHost,           ///< of another machine
  kNoCredentials,  ///< what a browser asks first
  kCredentials,    ///< wrong ones
  kSlowed,         ///< after too many wrong ones
  kBusy,           ///< answers, streams or passwords: too many at a time
};
inline constexpr std::array<std::string_view, 8> kApiRefusals{"malformed",      "too_large",   "timeout", "host",
                                                              "no_credentials", "credentials", "slowed",  "busy"};

/// Why it closed a connection that the client had not.
enum class ApiClosing : std::uint8_t {
  kIdle,       ///< no request came in time
  kEvicted,    ///< waited longest when another came and all places were taken
  kFull,       ///< all places taken, nobody who waits
  kAddress,    ///< too many from one address
  kUnread,     ///< did not read its answer in time
  kHandshake,  ///< no TLS, or not in time
};
inline constexpr std::array<std::string_view, 6> kApiClosings{"idle",    "evicted", "full",
                                                              "address", "unread",  "handshake"};

/// What the HTTP server counts of itself, since its start.
struct ApiCounts {
  std::uint64_t requests = 0;
  std::array<std::uint64_t, kApiRefusals.size()> refused{};
  std::array<std::uint64_t, kApiClosings.size()> closed{};
  std::uint64_t connections = 0;  ///< now
  std::uint64_t streams = 0;      ///< of them, those that get events

  void add(ApiRefusal reason) { ++refused[static_cast<std::size_t>(reason)]; }
  void add(ApiClosing reason) { ++closed[static_cast<std::size_t>(reason)]; }
};

}  // namespace shunt::metrics
