// SPDX-License-Identifier: Apache-2.0
// What a card says of itself beside dataplane::DeviceFacts, by ioctl in the namespace of the calling thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "doctor/findings/host_facts.h"

namespace shunt::doctor {

struct CardFacts {
  std::string bus;              ///< "0000:01:00.0"; empty: unknown
  bool gro_hw = false;          ///< rx-gro-hw is on
  unsigned receive_queues = 0;  ///< in use: combined and receive channels; 0: unknown
  unsigned receive_queues_at_most = 0;
  std::vector<std::pair<std::string, std::uint64_t>> statistics;  ///< `ethtool -S`
};

/// What cannot be read keeps its default.
CardFacts read_card(const std::string& interface);

/// Packets received by each queue, from the names that drivers give: rx_queue_0_packets (igb, ixgbe, virtio_net),
/// rx0_packets (mlx5), rx-0.packets (i40e), rx_queue_0_xdp_packets (veth). Pure.
std::vector<Queue> received_by_queue(const std::vector<std::pair<std::string, std::uint64_t>>& statistics);

}  // namespace shunt::doctor
