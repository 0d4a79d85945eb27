// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "config/fields.h"
#include "config/findings.h"
#include "model/health.h"

namespace shunt::config {

/// One of the keys that checks of any type have.
bool is_check_key(std::string_view key);

/// The keys of one health check that belong to its type. Reports those that belong to other types only.
class CheckFields {
 public:
  /// Nothing, after an error, if `node` is no mapping or has no valid type. Then only keys and nothing else of it
  /// were looked at: what they should be, nobody knows.
  static std::optional<CheckFields> read(Node node, Findings& findings);

  [[nodiscard]] model::CheckType type() const { return type_; }
  [[nodiscard]] Node node() const { return node_; }

  /// The value of a key; nothing if it is absent or belongs to other types.
  [[nodiscard]] std::optional<Node> operator[](std::string_view key) const;

 private:
  CheckFields(Node node, const Fields& fields, model::CheckType type)
      : node_(node), fields_(fields), type_(type) {}

  Node node_;
  Fields fields_;
  model::CheckType type_;
};

}  // namespace shunt::config
