// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::dataplane {

/// A network namespace without a name, which ends with its last descriptor, socket and process: also if we are
/// killed.
class NetworkNamespace {
 public:
  /// Needs CAP_SYS_ADMIN.
  static core::Result<NetworkNamespace> create();

  [[nodiscard]] int fd() const { return inside_.get(); }

  /// While it lives, the calling thread is inside. Ends the process if the way back fails: no code of ours may run
  /// in the wrong namespace. Cost: some 1 us each way.
  class Visit {
   public:
    explicit Visit(const NetworkNamespace& destination);
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    [[nodiscard]] bool arrived() const { return home_.has_value(); }

   private:
    std::optional<int> home_;  // not ours to close
  };

 private:
  NetworkNamespace(core::UniqueFd inside, core::UniqueFd outside)
      : inside_(std::move(inside)), outside_(std::move(outside)) {}

  core::UniqueFd inside_;
  core::UniqueFd outside_;  // where it was made
};

}  // namespace shunt::dataplane
