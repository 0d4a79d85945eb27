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
  unsigned queues = 0;                 ///< combined channels in use, as `ethtool -l`; 0: unknown
  unsigned queues_at_most = 0;         ///< that the device has; 0: unknown
};

/// Why native mode would bring the kernel down, although the driver takes the program; empty: nothing is known.
/// virtio_net (panic seen on 6.12; virtnet_xdp_get_sq): with more queues in use than processors, it sends by
/// queues that it would have reserved for XDP, also if it found none to reserve.
std::string native_hazard(const DeviceFacts& device, unsigned processors);

/// By ioctl in the namespace of the calling thread. What cannot be read keeps its default.
DeviceFacts read_device_facts(const std::string& interface);

}  // namespace shunt::dataplane
