// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace shunt::health {

/// How long the last probes that passed took.
class Latency {
 public:
  void add(std::chrono::microseconds latency);

  [[nodiscard]] std::chrono::microseconds last() const { return last_; }  ///< 0: none has passed
  struct Spread {
    std::chrono::microseconds min{};
    std::chrono::microseconds mean{};
    std::chrono::microseconds max{};
  };
  [[nodiscard]] Spread spread() const;  ///< of the last kKept; zeros: none has passed

  static constexpr std::size_t kKept = 32;

 private:
  std::array<std::chrono::microseconds, kKept> kept_{};
  std::size_t count_ = 0;
  std::chrono::microseconds last_{};
};

}  // namespace shunt::health
