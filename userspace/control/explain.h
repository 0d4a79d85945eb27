// SPDX-License-Identifier: Apache-2.0
// From what the program told of a packet's way to words.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "control/explanation.h"
#include "dataplane/maps/memory.h"
#include "dataplane/observe/look_program.h"
#include "dataplane/publish/publisher.h"

namespace shunt::control {

/// What was looked at.
struct Scene {
  const std::vector<dataplane::Publisher::Service>& services;
  const dataplane::MapMemory& memory;
  std::uint16_t gue_port = 0;
  std::function<std::string(unsigned ifindex)> interface_name;
  std::function<std::string(const net::IpAddress& backend)> obstacle;  ///< why it is not reached; empty: it is
};

/// @param frame as it came
Explanation explain(const dataplane::Look& look, std::string_view frame, const Scene& scene);

}  // namespace shunt::control
