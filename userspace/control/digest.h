// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "net/address.h"
#include "scheduler/mix.h"

namespace shunt::control {

/// Of values in an order, 64 bits wide, the same on any machine; no protection against who wants them equal.
class Digest {
 public:
  void mix(std::uint64_t value) { state_ = scheduler::mix((state_ ^ value) + 0x9e3779b97f4a7c15); }

  template <typename Number>
  requires(std::is_integral_v<Number> || std::is_enum_v<Number>) Digest& add(Number number) {
    mix(static_cast<std::uint64_t>(number));
    return *this;
  }

  template <typename Rep, typename Period>
  Digest& add(std::chrono::duration<Rep, Period> time) {
    return add(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
  }

  /// Texts in a row differ wherever one ends.
  Digest& add(std::string_view text) {
    mix(text.size());
    for (const unsigned char byte : text) mix(byte);
    return *this;
  }
  Digest& add(const std::string& text) { return add(std::string_view(text)); }

  Digest& add(const net::IpAddress& address) {
    for (const auto byte : address.bytes()) mix(byte);
    return *this;
  }

  template <typename T>
  Digest& add(const std::optional<T>& value) {
    add(value.has_value());
    return value ? add(*value) : *this;
  }

  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace shunt::control
