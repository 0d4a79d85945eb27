// SPDX-License-Identifier: Apache-2.0
// Captures of packets, as views: see views.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/address.h"

namespace shunt::control {

/// Which packets are captured. What is empty or 0 lets all through.
struct CaptureRequest {
  std::string service;
  std::optional<net::IpAddress> backend;  ///< of `service`, which has to be there
  std::optional<net::IpPrefix> client;    ///< source address
  std::vector<std::string> verdicts;      ///< "forwarded", "dropped", "passed"
  std::vector<std::string> reasons;       ///< names as in `shunt stats`
  bool all = false;                       ///< also what concerns no service
  std::uint32_t sample = 1;               ///< one of so many
  std::uint32_t per_second = 1000;        ///< at most so many; 1 to kMostPerSecond
  std::uint32_t bytes = 192;              ///< of each frame; at most kMostBytes
  std::uint64_t count = 0;                ///< ends after so many

  static constexpr std::uint32_t kMostPerSecond = 20'000;
  static constexpr std::uint32_t kMostBytes = 4096;
};

struct CaptureReport {
  std::uint64_t id = 0;
  bool running = false;
  std::uint64_t captured =
      0;  ///< packets in the file; forwarded ones are there twice: as they came and as they went
  std::uint64_t matched = 0;      ///< that the filter let through
  std::uint64_t sampled_out = 0;  ///< of these: not the one of `sample`
  std::uint64_t limited = 0;      ///< of these: more than `per_second`
  std::uint64_t lost = 0;         ///< of these: the reader was slow
  std::vector<std::string> warnings;
};

}  // namespace shunt::control
