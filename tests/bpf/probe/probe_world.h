// SPDX-License-Identifier: Apache-2.0
// A host with one port in a network namespace of the test's own, and the way of probes through it.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "dataplane/forwarder/forwarder.h"
#include "dataplane/probe/probe_path.h"
#include "dataplane/publish/backend_row.h"
#include "support/packet/builder.h"
#include "support/packet/decode.h"
#include "support/wire/veth_pair.h"

namespace shunt::dataplane {

inline constexpr const char* kOwn4 = "198.51.100.2";
inline constexpr const char* kOwn6 = "2001:db8:5::2";
inline constexpr const char* kVip4 = "192.0.2.10";
inline constexpr const char* kVip6 = "2001:db8::10";
inline constexpr const char* kBackend4 = "198.51.100.11";
inline constexpr const char* kBackend6 = "2001:db8:be::11";
inline constexpr PortRange kPorts{.first = 61'000, .last = 61'099};
inline constexpr std::uint32_t kMarks = 16;
inline constexpr std::uint32_t kPortRow = 0;  // of the port in `interfaces`

net::IpAddress address(const char* text);

/// Names of all interfaces of this namespace.
std::set<std::string> interfaces();

class ProbeWorld : public testing::Test {
 protected:
  void SetUp() override;

  std::unique_ptr<ProbePath> open_path();
  /// The same, with sources of both families and both VIPs.
  void open_ready();

  struct Way {
    model::Forwarding forwarding = model::Forwarding::kIpip;
    std::uint32_t mtu = 1500;
    std::optional<std::uint16_t> vlan{};
  };
  /// To `backend` for `vip`; out of the port, from our address of the backend's family.
  static shunt_probe_target target(const char* vip, const char* backend, const Way& way);

  /// A UDP socket by the target of `mark`, connected to port 53 of `vip`. Of the VIP's family.
  [[nodiscard]] core::UniqueFd socket_to(std::uint32_t mark, const char* vip) const;
  /// 0 or the errno.
  static int connect(const core::UniqueFd& socket, const char* to, std::uint16_t port);
  /// A datagram of `size` bytes; false: the kernel refused.
  static bool send(const core::UniqueFd& socket, std::size_t size = 12);

  /// What leaves by the port next; empty: nothing within a second.
  [[nodiscard]] packet::Bytes next_on_wire() const { return listener_->receive(1000); }

  /// Until `count` packets have met `result`, or fails.
  void wait_for_count(shunt_probe_result result, std::uint64_t count) const;

  [[nodiscard]] const shunt_control& control() const { return *forwarder_->memory().control; }

  std::optional<wire::VethPair> cable_;
  std::optional<wire::Listener> listener_;
  std::unique_ptr<Forwarder> forwarder_;
  std::unique_ptr<ProbePath> path_;
};

}  // namespace shunt::dataplane
