// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/interface_rows.h"

namespace shunt::dataplane {
namespace {

std::uint32_t row_at(unsigned ifindex, std::uint32_t probe) { return (ifindex + probe) % SHUNT_MAX_INTERFACES; }

}  // namespace

std::optional<std::uint32_t> InterfaceRows::find(unsigned ifindex) const {
  for (std::uint32_t probe = 0; probe < SHUNT_INTERFACE_PROBES; ++probe) {
    if (control_.interfaces[row_at(ifindex, probe)] == ifindex) return row_at(ifindex, probe);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> InterfaceRows::claim(unsigned ifindex) {
  if (const auto row = find(ifindex)) return row;
  for (std::uint32_t probe = 0; probe < SHUNT_INTERFACE_PROBES; ++probe) {
    auto& entry = control_.interfaces[row_at(ifindex, probe)];
    if (entry != 0) continue;
    __atomic_store_n(&entry, ifindex, __ATOMIC_RELEASE);
    return row_at(ifindex, probe);
  }
  return std::nullopt;
}

void InterfaceRows::release(unsigned ifindex) {
  if (const auto row = find(ifindex)) __atomic_store_n(&control_.interfaces[*row], 0U, __ATOMIC_RELEASE);
}

}  // namespace shunt::dataplane
