// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/address.h"

namespace shunt::doctor {

/// An address of an interface of this host, with the network that it is in; host bits are set.
struct InterfaceAddress {
  std::string interface;
  net::IpPrefix address;
};

/// Of all interfaces in the network namespace of the calling thread, without link-local and loopback ones.
std::vector<InterfaceAddress> interface_addresses();

}  // namespace shunt::doctor
