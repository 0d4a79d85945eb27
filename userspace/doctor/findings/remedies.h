// SPDX-License-Identifier: Apache-2.0
// The commands that mend a backend. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/findings/backend_facts.h"

namespace shunt::doctor {

/// `name` as one word of a shell's command line: as it is, or in single quotes if a shell would make more of it.
/// What is printed is pasted, often as root, and names of interfaces may be nearly anything.
std::string for_shell(std::string_view name);

/// Asks the neighbour that `obstacle`, a reason of route/reasons.h, names: "arping -I eth1 198.51.100.1". Nothing
/// if it names none.
std::vector<std::string> asks_neighbour(std::string_view obstacle);

class Remedies {
 public:
  using Commands = std::vector<std::string>;

  /// `facts` outlives it.
  explicit Remedies(const BackendFacts& facts) : of_(facts) {}

  [[nodiscard]] Commands route() const;
  [[nodiscard]] Commands neighbour() const;
  [[nodiscard]] Commands reachability() const;
  [[nodiscard]] Commands decapsulation() const;
  [[nodiscard]] Commands reverse_path() const;
  [[nodiscard]] Commands vip() const;
  [[nodiscard]] Commands silent_tunnel() const;  ///< of each cause that is left
  [[nodiscard]] Commands filter() const;
  [[nodiscard]] Commands port(const PortHeard& port, bool open_elsewhere) const;
  /// @param largest bytes of the largest packet that arrives; 0: unknown
  [[nodiscard]] Commands mtu(std::uint32_t largest) const;

  /// "IP in IP (protocol 4)", "UDP port 6080 (GUE)"
  [[nodiscard]] std::string outer_name() const;

 private:
  [[nodiscard]] std::string device() const;  ///< of the kernel's decapsulation: "shunt4"

  const BackendFacts& of_;
};

}  // namespace shunt::doctor
