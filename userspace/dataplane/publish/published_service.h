// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dataplane/publish/row_pool.h"
#include "dataplane/publish/tables.h"
#include "model/config.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

using Rows = std::shared_ptr<const RowPool::Range>;

struct PublishedBackend {
  net::IpAddress address;
  std::uint32_t weight = 0;
  std::uint32_t position = 0;  ///< in the service's block of `backends`, and in its table; kept while it lives
  std::uint32_t slots = 0;     ///< of the table
  Rows stats{};                ///< its row in `backend_stats`
};

/// A service as the maps hold it. Immutable; the next version shares what has not changed.
struct PublishedService {
  model::Service config;
  Rows id;                                 ///< its row in `service_drops`
  Rows block;                              ///< its rows in `backends`; null: no backends
  std::vector<shunt_backend> rows;         ///< what the block holds, with next_hop 0
  std::vector<PublishedBackend> backends;  ///< in the order of the configuration
  std::shared_ptr<const Table> table;

  /// What packets need of it.
  [[nodiscard]] shunt_service row() const;
};

}  // namespace shunt::dataplane
