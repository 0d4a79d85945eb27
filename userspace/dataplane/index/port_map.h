// SPDX-License-Identifier: Apache-2.0
// Which entry answers each port of a VIP: ranges that do not overlap, whatever is painted over whatever.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "net/address.h"

namespace shunt::dataplane {

/// Both protocols on one axis: the number that rules are sorted by and that the program searches for.
constexpr std::uint32_t port_key(net::Protocol protocol, std::uint16_t port) {
  return std::uint32_t{static_cast<std::uint8_t>(protocol)} << 16 | port;
}

class PortMap {
 public:
  struct Range {
    std::uint32_t first;  ///< port_key
    std::uint32_t last;   ///< port_key, inclusive
    std::size_t owner;
    bool operator==(const Range&) const = default;
  };

  /// Gives first to last, two port keys of one protocol, to `owner`, whoever had them. Cost: logarithmic, and
  /// linear in the ranges that disappear.
  void paint(std::uint32_t first, std::uint32_t last, std::size_t owner);

  /// What is painted, in ascending order; ranges of one owner that touch are one.
  [[nodiscard]] std::vector<Range> ranges() const;

 private:
  struct Stroke {
    std::uint32_t last;
    std::size_t owner;
  };

  /// Cuts a stroke in two so that one begins at `key`.
  void cut_at(std::uint32_t key);

  std::map<std::uint32_t, Stroke> strokes_;  ///< by first port key
};

}  // namespace shunt::dataplane
