// SPDX-License-Identifier: Apache-2.0
// The forwarding program in the kernel, with small maps.
#pragma once

#include <cstdint>
#include <memory>

#include "core/result.h"
#include "support/given/state.h"
#include "support/outcome/counters.h"
#include "support/rows/map_rows.h"

namespace shunt::program {

/// Rows of one half of the service index.
inline constexpr std::uint32_t kIndexRows = 512;

class Program {
 public:
  /// Whether this process may load BPF programs into a namespace of its own; the Error says what is missing.
  /// Enters the namespace. Not for program errors: those are errors of load().
  static core::Result<void> available();

  /// Loads the program with maps for 255 backends, 63 services, kIndexRows index rows and 8,192 slots.
  static core::Result<Program> load();

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  /// Writes `state` into the generation that packets do not read, and publishes it.
  void configure(const given::State& state);
  /// The same with rows of the caller's own making, which may be broken.
  void configure(const rows::MapRows& rows, const given::State& state);

  /// All counters, summed over CPUs.
  [[nodiscard]] outcome::Counters counters() const;

  /// The program's descriptor: for test_run(), and to call it from another program.
  [[nodiscard]] int fd() const;

 private:
  struct Skeleton;
  explicit Program(std::unique_ptr<Skeleton> skeleton);
  void configure_probes(const rows::MapRows& rows, const given::State& state);

  std::unique_ptr<Skeleton> skeleton_;
};

}  // namespace shunt::program
