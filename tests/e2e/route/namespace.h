// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/unique_fd.h"

namespace shunt::testing {

/// A network namespace without a name: it goes when this goes, with all that is in it.
class Namespace {
 public:
  /// Nothing if that is not permitted here.
  static std::optional<Namespace> create();

  /// A name of the namespace for `ip link ... netns`, valid for child processes.
  [[nodiscard]] std::string path() const;

  /// Runs a shell command inside; a failed one fails the test and is printed. Returns its standard output.
  std::string run(const std::string& command) const;

  /// Calls the function with the calling thread inside.
  void inside(const std::function<void()>& function) const;

 private:
  explicit Namespace(core::UniqueFd fd) : fd_(std::move(fd)) {}
  core::UniqueFd fd_;
};

}  // namespace shunt::testing
