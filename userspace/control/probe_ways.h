// SPDX-License-Identifier: Apache-2.0
// The ways of probes: through the dataplane to each backend for each VIP, or by the host's routes.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "control/idle_sockets.h"
#include "control/probe_source.h"
#include "control/ways.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/probe/probe_path.h"
#include "health/checker/target.h"
#include "health/probe/probe.h"
#include "model/config.h"

namespace shunt::control {

class ProbeWays : public health::Paths, public health::Sockets {
 public:
  explicit ProbeWays(dataplane::Forwarder& forwarder) : forwarder_(forwarder) {}

  /// Makes ways for these targets, and ends others. `ways`: how backends are reached now. To be called again when
  /// they change. What cannot be set up is tried again by retry().
  void configure(const std::set<health::Target>& targets, const model::Config& config, const Ways& ways);

  /// Once a second: makes anew what somebody has removed, or what could not be made; looks for an address of this
  /// host, while one is missing.
  void retry(const model::Config& config, const Ways& ways);

  health::Path path_of(const health::Target& target) override;
  core::Result<health::Descriptor> open(const health::Destination& destination, int type, int protocol) override;
  void take_back(const health::Destination& destination, core::UniqueFd socket) override;

  /// Why probes cannot go through the dataplane, in one line; empty: they can, or need not.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  /// What packets of a probe to a VIP need to reach one backend.
  using Key = std::tuple<net::IpAddress, net::IpAddress, model::Forwarding>;  // backend, VIP, forwarding
  struct Way {
    std::uint32_t mark = 0;
    health::Path path;
    std::optional<net::IpAddress> source;
  };
  static Key key_of(const health::Target& target) { return {target.backend, target.address, target.forwarding}; }

  [[nodiscard]] const Way* way_of(std::uint32_t mark) const {
    return mark < by_mark_.size() ? by_mark_[mark] : nullptr;
  }
  void take_marks(const std::set<health::Target>& targets);
  void open_path(const model::Config& config);
  void update(const model::Config& config, const Ways& ways);
  void resolve(const Key& key, Way& way, const model::Config& config, const Ways& ways,
               const std::vector<HostAddress>& host);
  void set_target(const Key& key, Way& way, const model::Config& config, const Ways& ways);

  dataplane::Forwarder& forwarder_;
  std::unique_ptr<dataplane::ProbePath> path_;
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  std::unordered_map<Key, Way, Hash> ways_;
  IdleSockets idle_;
  std::vector<const Way*> by_mark_;  ///< null: a mark that is free; 0 is
  std::uint32_t marks_ = 0;          // of path_
  std::uint64_t versions_ = 0;
  std::string trouble_;
  std::chrono::steady_clock::time_point next_try_{};
  std::chrono::seconds pause_{1};  // doubles with each attempt in vain: loading programs takes the loop's time
  bool lacks_source_ = false;      // addresses come and go without a change of routes
  std::set<net::IpAddress> sources_;
  dataplane::PortRange ports_;
};

}  // namespace shunt::control
