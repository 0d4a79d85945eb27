// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "dataplane/maps/windowed_rows.h"
#include "shunt/abi.h"
#include "shunt/flow.h"

namespace shunt::dataplane {

/// The maps that the controller writes and packets read, as memory. The owner keeps it mapped, and the windowed
/// ones open.
struct MapMemory {
  shunt_control* control = nullptr;
  std::span<shunt_index_row> index;  ///< both halves
  std::span<shunt_rule> rules;       ///< both halves
  WindowedRows<shunt_slot> slots;
  std::span<shunt_backend> backends;
  std::span<shunt_next_hop> next_hops;
  std::span<shunt_backend_flows> backend_flows;  ///< by backend id
  std::span<shunt_service_record> services;      ///< both halves, by service id
  WindowedRows<shunt_flow_bucket> flows;         ///< packets write them too
  WindowedRows<const shunt_flow_names> flow_names;
};

}  // namespace shunt::dataplane
