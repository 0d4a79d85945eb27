// SPDX-License-Identifier: Apache-2.0
// Repeatable randomness: the same seed gives the same numbers with every standard library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

namespace shunt::random {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }

  /// 0 to limit - 1; limit > 0. The bias of the remainder does not matter to tests.
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

  /// first to last, both included.
  template <typename T = std::uint32_t>
  T between(std::uint64_t first, std::uint64_t last) {
    return static_cast<T>(first + below(last - first + 1));
  }

  bool chance(unsigned percent) { return below(100) < percent; }

  template <typename T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

  template <typename T>
  T pick(std::initializer_list<T> values) {
    return *(values.begin() + below(values.size()));
  }

 private:
  std::mt19937_64 engine_;  // the standard fixes its sequence
};

/// SHUNT_SEED if it is set, else a new one. Prints it, so that a failure can be repeated.
std::uint64_t announced_seed();

}  // namespace shunt::random
