// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/document.h"
#include "config/findings.h"
#include "config/suggest.h"

namespace shunt::config {

/// A key that a mapping may have.
struct Key {
  std::string_view name;
  std::string_view expected = {};     ///< of a required key, what its value should be; empty: optional
  std::string_view unsupported = {};  ///< of a key that this version knows and refuses: the reason and the remedy
};

/// The values of one mapping by key. Reports unknown, duplicate, unsupported and missing keys.
class Fields {
 public:
  static constexpr std::size_t kMaxKeys = 32;

  /// @param keys at most kMaxKeys; must outlive this
  /// @param of what the mapping describes, for messages: "a service"
  /// @param hint for unknown keys, asked before the spelling is
  Fields(Node mapping, std::span<const Key> keys, std::string_view of, Findings& findings, Hint hint = nullptr);

  /// The value of a key that is one of `keys`; nothing if it is absent.
  [[nodiscard]] std::optional<Node> operator[](std::string_view key) const;

 private:
  void take(Node key, Node value, Findings& findings);
  void report_unknown(Node key, Findings& findings) const;
  void report_missing(Place place, Findings& findings) const;

  std::span<const Key> keys_;
  std::string_view of_;
  Hint hint_;
  std::array<std::optional<Node>, kMaxKeys> values_{};
  std::array<unsigned, kMaxKeys> lines_{};  ///< of the key's first use
};

/// The fields of a node that should be a mapping; else an error and nothing.
/// @param hint for unknown keys, and for a word that stands in the place of the mapping
std::optional<Fields> read_mapping(Node node, std::span<const Key> keys, std::string_view of, Findings& findings,
                                   Hint hint = nullptr);

}  // namespace shunt::config
