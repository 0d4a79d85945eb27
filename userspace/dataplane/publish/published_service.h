// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dataplane/publish/desired_state.h"
#include "dataplane/publish/row_pool.h"
#include "dataplane/publish/table.h"
#include "model/config.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

using Rows = std::shared_ptr<const RowPool::Range>;

struct PublishedBackend {
  net::IpAddress address;
  Share share{};
  std::uint32_t position = 0;  ///< in the service's block of `backends`, and in its table; kept while it lives
  std::uint32_t slots = 0;     ///< of the table
  Rows stats{};                ///< its id: the row in `backend_stats`
  bool removed = false;        ///< no longer configured: stays until its flows are over
};

/// A service as the maps hold it. Immutable but for what time does to its table; the next version shares what has
/// not changed.
struct PublishedService {
  model::Service config;
  Rows id;                                 ///< its row in `service_drops`
  Rows block;                              ///< its rows in `backends`, the first of them none
  std::vector<shunt_backend> rows;         ///< what the block holds, with next_hop and weight 0
  std::vector<PublishedBackend> backends;  ///< in the order of the configuration, then those removed
  std::shared_ptr<Table> table;

  /// What packets need of it.
  [[nodiscard]] shunt_service row() const;

  /// What a later controller needs of it.
  [[nodiscard]] shunt_service_record record() const;
};

}  // namespace shunt::dataplane
