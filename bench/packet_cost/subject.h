// SPDX-License-Identifier: Apache-2.0
// The real forwarding program, filled by the real publisher, and the proof that it did its work.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "dataplane/forwarder/forwarder.h"
#include "dataplane/observe/capture_program.h"
#include "dataplane/publish/publisher.h"
#include "dataplane/publish/upkeep.h"
#include "packet_cost/cases.h"

namespace shunt::bench {

/// Interfaces by number.
struct Ports {
  std::uint32_t ingress = 0;
  std::uint32_t egress = 0;       ///< of backends whose case says "redirected"; not `ingress`
  std::uint32_t redirect_to = 0;  ///< what a redirection really names: must exist
};

class Subject {
 public:
  /// With maps as large as the default limits make them, or with a flow table for `flows` if they are more.
  static core::Result<std::unique_ptr<Subject>> load(const Ports& ports, std::uint32_t flows);

  [[nodiscard]] int program_fd() const {
    return capture_ ? capture_->program().plain_fd : forwarder_->program_fd();
  }

  /// From now on it is the program that runs while packets are captured; nothing: the forwarding program again.
  core::Result<void> capture(const std::optional<shunt_capture_filter>& filter);

  /// Publishes the services of the case, over an empty flow table.
  core::Result<void> take(const Case& subject);

  /// Brings the slots into the state of the case. `run_all`: sends each of the flows once.
  void settle(const Case& subject, const std::function<void()>& run_all);

  /// Sums over all CPUs and rows.
  struct Counts {
    std::uint64_t passed = 0;
    std::uint64_t dropped = 0;
    std::uint64_t transmitted = 0;
    std::uint64_t redirected = 0;
    std::uint64_t forwarded = 0;   ///< of all backends
    std::uint64_t unresolved = 0;  ///< reason next_hop_unresolved
    std::uint64_t too_big = 0;     ///< reason too_big
    std::uint64_t reasons = 0;     ///< all reasons
    bool operator==(const Counts&) const = default;
  };
  [[nodiscard]] Counts counts() const;

  /// Error: the counters did not grow by exactly `rounds` packets of the kind that the case expects.
  static core::Result<void> prove(const Case& subject, const Counts& before, const Counts& after,
                                  std::uint64_t rounds);

  /// Backends that have counted a packet since the program was loaded.
  [[nodiscard]] std::uint32_t backends_used() const;

 private:
  Subject(std::unique_ptr<dataplane::Forwarder> forwarder, const Ports& ports);

  std::unique_ptr<dataplane::Forwarder> forwarder_;
  std::unique_ptr<dataplane::CaptureProgram> capture_;
  std::unique_ptr<dataplane::Publisher> publisher_;
  std::unique_ptr<dataplane::Upkeep> upkeep_;
  std::uint32_t clock_ = 0;
  Ports ports_;
};

}  // namespace shunt::bench
