// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace shunt::dataplane {

/// What a network device says of itself, as far as it explains why XDP does not go onto it.
struct DeviceFacts {
  std::string driver{};                ///< as `ethtool -i` shows it; empty: unknown
  unsigned mtu = 0;                    ///< bytes; 0: unknown
  bool large_receive_offload = false;  ///< LRO makes buffers that XDP cannot take
  std::string lower_device{};          ///< of a VLAN device: the one below; else empty
};

/// By ioctl in the namespace of the calling thread. What cannot be read keeps its default.
DeviceFacts read_device_facts(const std::string& interface);

}  // namespace shunt::dataplane
