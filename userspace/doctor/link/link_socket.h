// SPDX-License-Identifier: Apache-2.0
// Frames of one protocol on all interfaces of the network namespace: packet(7), without the Ethernet header.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/unique_fd.h"
#include "net/address.h"

namespace shunt::doctor {

class LinkSocket {
 public:
  struct Received {
    unsigned ifindex = 0;
    net::MacAddress from;
    std::string_view payload;
  };

  /// `protocol`: ETH_P_ARP, or ETH_P_ALL for ICMP of both families alone. Error: CAP_NET_RAW is missing.
  static core::Result<LinkSocket> open(std::uint16_t protocol);

  /// False: the interface is down or gone.
  bool send(unsigned ifindex, std::uint16_t protocol, const net::MacAddress& to, std::string_view payload) const;

  /// Readable: something came in.
  [[nodiscard]] int fd() const { return fd_.get(); }

  /// Hands over what has come in from others; does not wait.
  void drain(const std::function<void(const Received&)>& on_frame) const;

  /// Hands over what comes in from others, until `enough` says so or the time is over.
  void receive(std::chrono::milliseconds at_most, const std::function<bool()>& enough,
               const std::function<void(const Received&)>& on_frame) const;

 private:
  explicit LinkSocket(core::UniqueFd fd) : fd_(std::move(fd)) {}
  core::UniqueFd fd_;
};

}  // namespace shunt::doctor
