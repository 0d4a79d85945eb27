// SPDX-License-Identifier: Apache-2.0
// What is wrong with a file, collected over all checks: nobody stops at the first error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/place.h"

namespace shunt::config {

/// Collects errors and warnings, at most kMaxKept of each: a file of the wrong kind has millions.
class Findings {
 public:
  static constexpr std::size_t kMaxKept = 1000;

  struct Finding {
    Place place;
    std::string message;
  };

  struct List {
    std::vector<Finding> kept;
    bool overflowed = false;  ///< there were more than kMaxKept
  };

  /// `message`: one line without a full stop that says what was expected.
  void error(Place place, std::string message) { add(errors_, place, std::move(message)); }
  void warning(Place place, std::string message) { add(warnings_, place, std::move(message)); }

  [[nodiscard]] bool has_errors() const { return !errors_.kept.empty(); }

  /// No further error will be kept: what would find them may stop.
  [[nodiscard]] bool is_full() const { return errors_.overflowed; }

  [[nodiscard]] const List& errors() const { return errors_; }
  [[nodiscard]] const List& warnings() const { return warnings_; }

 private:
  static void add(List& list, Place place, std::string message);

  List errors_;
  List warnings_;
};

/// Text from a file for use in a message: in double quotes, on one line, at most 60 characters of it, control
/// characters and quotes escaped.
std::string in_quotes(std::string_view text);

}  // namespace shunt::config
