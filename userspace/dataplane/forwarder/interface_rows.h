// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "shunt/abi.h"

namespace shunt::dataplane {

/// The rows that interfaces have in `control.interfaces`, and so in `interfaces` and `iface_stats`: a table with
/// open addressing that the program searches by ifindex. Pure but for the memory that it writes.
class InterfaceRows {
 public:
  explicit InterfaceRows(shunt_control& control) : control_(control) {}

  /// The row of an interface, taken if it has none; nothing: all rows where it may be are taken.
  std::optional<std::uint32_t> claim(unsigned ifindex);

  [[nodiscard]] std::optional<std::uint32_t> find(unsigned ifindex) const;

  void release(unsigned ifindex);

 private:
  shunt_control& control_;
};

}  // namespace shunt::dataplane
