// SPDX-License-Identifier: Apache-2.0
// What a controller before us left in the maps.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "model/config.h"
#include "net/address.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

struct InheritedBackend {
  std::uint32_t position = 0;
  shunt_backend row{};
  net::IpAddress address;
};

struct InheritedService {
  std::string name;
  std::uint32_t id = 0;
  model::Scheduler scheduler = model::Scheduler::kMaglev;
  std::uint8_t source_prefix = 0;
  std::uint32_t table_size = 0;
  std::uint64_t seed = 0;
  std::vector<shunt_slot> slots;
  std::vector<InheritedBackend> backends;  ///< by position
  std::uint32_t block_rows = 0;            ///< position 0 included
};

struct Inherited {
  std::vector<InheritedService> services;
  std::uint64_t flow_seed = 0;
  std::uint32_t clock = 0;
};

/// The maps as memory that is only read.
struct InheritedMemory {
  const shunt_control* control = nullptr;
  std::span<const shunt_service_record> services;  ///< both halves
  std::span<const shunt_slot> slots;
  std::span<const shunt_backend> backends;
};

/// Nothing in it is believed: an error for rows that point outside of the maps or contradict each other.
core::Result<Inherited> read_inherited(const InheritedMemory& memory);

}  // namespace shunt::dataplane
