// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "model/config.h"
#include "net/address.h"

namespace shunt::control {

/// An address of this host that others can send to.
struct HostAddress {
  unsigned ifindex = 0;
  net::IpAddress address;
  bool on_loopback = false;  ///< of the interface lo: others find back to it only if they are told to
};

/// Addresses of the interfaces of this network namespace, without link-local ones and 127.0.0.0/8, ::1. Cost: one
/// dump.
std::vector<HostAddress> host_addresses();

/// Where probes of family `family` that leave by `ifindex` come from, so that answers find back: what the file
/// says, else `local` (this host's end of the way to the backend), else an address of the interface, else any of
/// the host; never one of a VIP, nor one that the host has not. Nothing: there is none. Pure.
std::optional<net::IpAddress> probe_source(net::Family family, const model::Config& config,
                                           const std::optional<net::IpAddress>& local, unsigned ifindex,
                                           const std::vector<HostAddress>& host);

}  // namespace shunt::control
