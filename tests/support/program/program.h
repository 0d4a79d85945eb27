// SPDX-License-Identifier: Apache-2.0
// The forwarding program in the kernel, with small maps, fed frame by frame (BPF_PROG_TEST_RUN).
#pragma once

#include <cstdint>
#include <memory>

#include "core/result.h"
#include "support/given/state.h"
#include "support/outcome/counters.h"
#include "support/packet/bytes.h"
#include "support/program/map_rows.h"

namespace shunt::program {

/// What the kernel reports of one frame.
struct Run {
  outcome::Verdict verdict = outcome::Verdict::kPass;
  packet::Bytes frame;  ///< as the program left it
};

class Program {
 public:
  /// Whether this process may load BPF programs into a namespace of its own; the Error says what is missing.
  /// Enters the namespace. Not for program errors: those are errors of load().
  static core::Result<void> available();

  /// Loads the program with maps for 255 backends, 63 services, 512 index rows and 8,192 slots.
  static core::Result<Program> load();

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  /// Writes `state` into the generation that packets do not read, and publishes it.
  void configure(const given::State& state);
  void configure(const MapRows& rows, const given::State& state);

  /// One frame in by `ingress`, 14 bytes to about 3,400. Cost: about 2 microseconds.
  Run run(packet::View frame, std::uint32_t ingress);
  /// The same into `out`, whose memory is used again.
  void run(packet::View frame, std::uint32_t ingress, Run& out);

  /// All counters, summed over CPUs.
  [[nodiscard]] outcome::Counters counters() const;

  /// The program's descriptor, for tests that attach it or call it from another program.
  [[nodiscard]] int fd() const;

 private:
  struct Skeleton;
  explicit Program(std::unique_ptr<Skeleton> skeleton);

  std::unique_ptr<Skeleton> skeleton_;
};

}  // namespace shunt::program
