// SPDX-License-Identifier: Apache-2.0
// Looks for a pattern in what a backend sends, in bounded memory.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/result.h"

namespace shunt::health {

using Pattern = std::shared_ptr<const re2::RE2>;

/// Patterns that are compiled already: bytes, not characters.
class Patterns {
 public:
  /// Nothing (null) for an empty expression. Error: why it is none, or that it needs more than kMaxMemory.
  core::Result<Pattern> get(const std::string& expression);

  static constexpr std::int64_t kMaxMemory = std::int64_t{1} << 20;

 private:
  static constexpr std::size_t kMax = 1024;  ///< beyond, all are forgotten; probes hold theirs
  std::unordered_map<std::string, core::Result<Pattern>> compiled_;
};

/// Whether `pattern` is somewhere in `bytes`.
bool holds(const re2::RE2& pattern, std::string_view bytes);

/// Searches a stream in a window of kWindow bytes that moves by half its size: what is found is at most that long.
class Search {
 public:
  /// @param limit bytes that are looked at; what comes later does not count
  Search(Pattern pattern, std::size_t limit) : pattern_(std::move(pattern)), left_(limit) {}

  void add(std::string_view bytes);

  enum class At {
    kEnd,     ///< nothing more comes
    kPause,   ///< as if nothing more came
    kMiddle,  ///< more comes: what is last now is not what `$` means
  };
  /// Whether what was added holds the pattern. Once much has been looked at, it looks only now and then, but
  /// always at the end.
  bool found(At at);

  [[nodiscard]] bool exhausted() const { return left_ == 0; }

  static constexpr std::size_t kWindow = std::size_t{64} << 10;

 private:
  bool look(At at);
  void slide();

  Pattern pattern_;
  std::size_t left_;
  std::string window_;
  std::size_t looked_at_ = 0;  ///< bytes of the window when it was searched last
  std::size_t work_ = 0;       ///< bytes searched, each as often as it was
  bool found_ = false;
  bool slid_ = false;  ///< the window's first byte is only there so that `^` does not match behind it
};

}  // namespace shunt::health
