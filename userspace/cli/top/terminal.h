// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "cli/top/screen.h"

namespace shunt::cli::top {

/// The terminal of standard input and output by ncurses, which stays in terminal.cpp. As it was before once this
/// is destroyed. One at a time.
class Terminal {
 public:
  /// Null: TERM names no terminal that can be drawn on. `colour`: bad rows in red; else they are underlined.
  static std::unique_ptr<Terminal> open(bool colour);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  [[nodiscard]] Size size() const;
  void show(const std::vector<Line>& lines);

  /// A key that was pressed; does not wait.
  std::optional<Key> key();

  /// Takes over the size that the terminal has now.
  void resize();

  /// Gives the terminal back for the time that we are stopped, and takes it again.
  void leave();
  void come_back();

 private:
  explicit Terminal(void* screen) : screen_(screen) {}
  void* screen_;
};

}  // namespace shunt::cli::top
