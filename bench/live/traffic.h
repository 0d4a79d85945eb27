// SPDX-License-Identifier: Apache-2.0
// Live frames through a program at the ingress of a wire, counted where they come out.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/result.h"
#include "live/wire.h"
#include "packet_cost/cases.h"

struct rearm_bpf;
struct bare_bpf;

namespace shunt::bench {

class Traffic {
 public:
  /// Frames of `subject`, 1,024 flows.
  static core::Result<std::unique_ptr<Traffic>> open(const Wire& wire, const Case& subject);
  ~Traffic();
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  struct Rate {
    double mpps = 0;
    std::uint64_t lost = 0;
  };
  /// Sends `frames` as fast as this processor can, with `program_fd` at the ingress. One processor does all the
  /// work: the caller pins the thread.
  core::Result<Rate> run(int program_fd, std::uint32_t frames);

  [[nodiscard]] int bare_transmit_fd() const;
  [[nodiscard]] int bare_redirect_fd() const;

 private:
  explicit Traffic(const Wire& wire) : wire_(wire) {}
  core::Result<void> load(const Case& subject);

  Wire wire_;
  rearm_bpf* rearm_ = nullptr;
  bare_bpf* bare_ = nullptr;
  std::vector<std::uint8_t> frame_;
};

}  // namespace shunt::bench
