// SPDX-License-Identifier: Apache-2.0
// The way of probes through the dataplane: sockets in a namespace of their own, whose packets leave this host as a
// client's packets to one backend do. docs/health.md has the picture.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>

#include "core/result.h"
#include "core/unique_fd.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/maps/mapping.h"
#include "dataplane/probe/pair.h"
#include "net/address.h"
#include "shunt/probe.h"

struct probe_bpf;

namespace shunt::dataplane {

class ProbePath {
 public:
  /// Makes the namespace, loads and attaches the programs. Marks from 1 to `targets` can be used. `forwarder`
  /// outlives it. Error: a privilege or a feature of the kernel that is missing. Cost: about 50 ms.
  static core::Result<std::unique_ptr<ProbePath>> open(Forwarder& forwarder, std::uint32_t targets);
  ~ProbePath();
  ProbePath(const ProbePath&) = delete;
  ProbePath& operator=(const ProbePath&) = delete;

  /// Where probes come from from now on: addresses of this host, at most SHUNT_MAX_PROBE_SOURCES.
  core::Result<void> set_sources(PortRange ports, const std::set<net::IpAddress>& addresses);

  /// Whom probes ask.
  core::Result<void> set_vips(const std::set<net::IpAddress>& vips);

  /// Where packets with `mark` go; a target of zeros: nowhere. @return whether that was another one before
  bool set_target(std::uint32_t mark, const shunt_probe_target& target);

  /// A socket that does not block, bound to `source`, whose packets go to the target of `mark`. `type` and
  /// `protocol` as of socket(2).
  [[nodiscard]] core::Result<core::UniqueFd> open_socket(std::uint32_t mark, const net::IpAddress& source,
                                                         int type, int protocol) const;

  /// Summed over CPUs, by enum shunt_probe_result.
  [[nodiscard]] std::array<std::uint64_t, SHUNT_PROBE_RESULTS> counts() const;

  [[nodiscard]] bool is_gone() const { return pair_->is_gone(); }
  [[nodiscard]] const std::string& interface() const { return pair_->outer_name(); }

 private:
  explicit ProbePath(Forwarder& forwarder) : forwarder_(forwarder) {}
  core::Result<void> load(std::uint32_t targets);
  core::Result<void> attach();
  core::Result<void> map_targets(std::uint32_t targets);

  Forwarder& forwarder_;
  probe_bpf* skeleton_ = nullptr;
  std::unique_ptr<Pair> pair_;
  std::set<net::IpAddress> vips_;
  std::span<shunt_probe_target> targets_;
  std::optional<Mapping> mapping_;  ///< of targets_
};

}  // namespace shunt::dataplane
