// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/everywhere.h"

#include <net/if.h>

#include <cerrno>
#include <memory>

#include "dataplane/attach/attach.h"
#include "dataplane/attach/stale_pins.h"

namespace shunt::dataplane {
namespace {

using Interfaces = std::unique_ptr<struct if_nameindex, decltype(&if_freenameindex)>;

}  // namespace

core::Result<std::vector<std::string>> detach_everywhere(const Ownership& ours) {
  const Interfaces all(if_nameindex(), &if_freenameindex);
  if (!all) return core::Error::from_errno("cannot list the interfaces", errno);
  std::vector<std::string> names;
  for (const auto* interface = all.get(); interface->if_index != 0; ++interface) {
    const auto detached = detach(ours, interface->if_index);
    if (!detached) return detached.error();
    if (*detached) names.emplace_back(interface->if_name);
  }
  if (const auto released = release_stale_pins(ours); !released) return released.error();
  return names;
}

}  // namespace shunt::dataplane
