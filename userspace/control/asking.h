// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace shunt::control {

/// Who asks the controller just now, for what remembers it: on the event loop's thread, for as long as this lives.
class Asking {
 public:
  /// @param by "uid 0 (pid 4242)", "SIGHUP"
  explicit Asking(std::string by);
  ~Asking();
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  /// Empty: nobody.
  static const std::string& by();

 private:
  std::string before_;
};

}  // namespace shunt::control
