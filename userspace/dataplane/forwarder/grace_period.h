// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::dataplane {

/// Waits until every BPF program that was running has ended.
///
/// The kernel promises that for an update of a map of maps: it returns when no program can still use the former
/// inner map (Linux 5.0, maybe_wait_bpf_programs). So one such map is kept for nothing but its updates;
/// membarrier(2) would do on most machines, but not on those with isolated CPUs (nohz_full).
class GracePeriod {
 public:
  static core::Result<GracePeriod> open();

  /// Cost: one RCU grace period, 5 to 50 ms, during which this thread sleeps.
  void wait() const;

 private:
  GracePeriod(core::UniqueFd inner, core::UniqueFd outer) : inner_(std::move(inner)), outer_(std::move(outer)) {}

  core::UniqueFd inner_;
  core::UniqueFd outer_;
};

}  // namespace shunt::dataplane
