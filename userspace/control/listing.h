// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace shunt::control {

/// Who suffers from what, in one line that stays short: "198.51.100.11 (connect: refused), 198.51.100.12 (HTTP
/// 503, expected 200), 198.51.100.13 (connect: refused) and 4 more".
class Listing {
 public:
  /// `reason` may be empty.
  void add(std::string_view who, std::string_view reason);

  [[nodiscard]] std::size_t count() const { return count_; }  ///< of all that were added
  [[nodiscard]] std::string text() const;

  static constexpr std::size_t kNamed = 3;

 private:
  std::string named_;
  std::size_t count_ = 0;
};

}  // namespace shunt::control
