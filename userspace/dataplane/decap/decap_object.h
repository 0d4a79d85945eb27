// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "core/result.h"
#include "dataplane/attach/loaded_program.h"
#include "dataplane/decap/decap.h"
#include "dataplane/decap/decap_pins.h"

struct decap_bpf;

namespace shunt::dataplane {

inline constexpr const char* kDecapProgram = "shunt_decap";
inline constexpr std::string_view kDecapStatsPin = "decap_stats";

/// The decapsulating program with its maps, loaded and filled. Closes what is neither pinned nor attached.
class DecapObject {
 public:
  /// `locals`: outer destinations. `stats_fd`: counters to go on with, or -1.
  static core::Result<DecapObject> load(const DecapOptions& options, const std::vector<net::IpAddress>& locals,
                                        int stats_fd);

  /// Valid while this object lives.
  [[nodiscard]] LoadedProgram program() const;
  [[nodiscard]] std::vector<PinnedObject> pinned() const;

 private:
  struct Destroy {
    void operator()(decap_bpf* skeleton) const;
  };
  using Skeleton = std::unique_ptr<decap_bpf, Destroy>;

  explicit DecapObject(Skeleton skeleton) : skeleton_(std::move(skeleton)) {}

  Skeleton skeleton_;
};

}  // namespace shunt::dataplane
