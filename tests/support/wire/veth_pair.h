// SPDX-License-Identifier: Apache-2.0
// A cable in a network namespace of the test's own, and frames on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/unique_fd.h"
#include "support/packet/bytes.h"

namespace shunt::wire {

/// Moves this thread, and what it starts from now on, into a new network namespace; it goes away with the process.
/// Once per process, further calls do nothing. False: no permission.
bool enter_own_namespace();

/// Runs a command line of the shell, quietly; false if it fails.
bool run(const std::string& command);

/// Two veth devices of the present namespace, both up, offloads off, without IPv6 addresses: nothing but what a
/// test sends is on the wire. Names are `name`a and `name`b.
class VethPair {
 public:
  explicit VethPair(const std::string& name, unsigned mtu = 1500);
  ~VethPair();
  VethPair(const VethPair&) = delete;
  VethPair& operator=(const VethPair&) = delete;

  [[nodiscard]] const std::string& near_name() const { return near_; }
  [[nodiscard]] const std::string& far_name() const { return far_; }
  [[nodiscard]] unsigned near_index() const;
  [[nodiscard]] unsigned far_index() const;

  /// Out of the far end, so that it comes in by the near one.
  void send(packet::View frame) const;

 private:
  std::string near_;
  std::string far_;
  core::UniqueFd socket_;
};

/// Receives whole frames on one interface, with their tags.
class Listener {
 public:
  explicit Listener(unsigned ifindex);

  /// The next frame that came in; empty once `milliseconds` have passed without one.
  [[nodiscard]] packet::Bytes receive(int milliseconds) const;

 private:
  core::UniqueFd socket_;
};

}  // namespace shunt::wire
