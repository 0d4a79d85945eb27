// SPDX-License-Identifier: Apache-2.0
// Runs programs round after round, each round with a fresh frame.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/result.h"

struct rearm_bpf;
struct bare_bpf;

namespace shunt::bench {

struct RearmOptions {
  std::span<const std::uint8_t> frame;
  bool ipv6 = false;
  std::uint32_t flows = 1;  ///< a power of two, at most 2^20
  bool always_move_head = true;
};

class Rearm {
 public:
  static core::Result<std::unique_ptr<Rearm>> load(const RearmOptions& options);
  ~Rearm();
  Rearm(const Rearm&) = delete;
  Rearm& operator=(const Rearm&) = delete;

  // Nanoseconds of this thread's CPU time a round, with what surrounds the program in BPF_PROG_TEST_RUN. Negative:
  // the run failed.
  [[nodiscard]] double run_wrapped(int program_fd, std::uint32_t rounds) const;
  [[nodiscard]] double run_alone(int program_fd, std::uint32_t rounds) const;

  /// A program that returns XDP_TX.
  [[nodiscard]] int trivial_fd() const;

 private:
  explicit Rearm(const RearmOptions& options) : options_(options) {}

  RearmOptions options_;
  rearm_bpf* rearm_ = nullptr;
  bare_bpf* bare_ = nullptr;
};

}  // namespace shunt::bench
