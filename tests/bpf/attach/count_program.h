// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "core/unique_fd.h"
#include "dataplane/attach/loaded_program.h"
#include "dataplane/attach/ownership.h"
#include "support/packet/bytes.h"

struct count_bpf;

namespace shunt::dataplane {

/// An instance of count.bpf.c. Instances that share `frames` count for one another as ours.
class CountProgram {
 public:
  enum class Verdict : std::uint32_t { kDrop = 1, kPass = 2 };

  /// `frames_fd`: the map of another instance, or -1 for one of its own. `mark`: the row that it counts in.
  explicit CountProgram(std::uint32_t mark, int frames_fd = -1, Verdict verdict = Verdict::kDrop);
  ~CountProgram();
  CountProgram(const CountProgram&) = delete;
  CountProgram& operator=(const CountProgram&) = delete;

  [[nodiscard]] LoadedProgram loaded() const;
  [[nodiscard]] Ownership ownership() const;
  [[nodiscard]] int fd() const;
  [[nodiscard]] int frames_fd() const;
  [[nodiscard]] std::uint32_t id() const;

 private:
  count_bpf* skeleton_;
};

std::uint64_t count_of(int frames_fd, std::uint32_t mark);
std::uint64_t count_of_all(int frames_fd);

/// Until all instances together have counted `wanted` frames; false once the deadline has passed.
bool wait_for_count(int frames_fd, std::uint64_t wanted,
                    std::chrono::milliseconds deadline = std::chrono::seconds(10));

/// A frame that CountProgram counts.
packet::Bytes counted_frame();

}  // namespace shunt::dataplane
