// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/published_service.h"

namespace shunt::dataplane {
namespace {

shunt_forwarding forwarding_row(model::Forwarding forwarding) {
  switch (forwarding) {
    case model::Forwarding::kGue: return SHUNT_FORWARD_GUE;
    case model::Forwarding::kL2: return SHUNT_FORWARD_L2;
    case model::Forwarding::kIpip: break;
  }
  return SHUNT_FORWARD_IPIP;
}

}  // namespace

shunt_service PublishedService::row() const {
  shunt_service row{};
  row.id = id->first();
  row.forwarding = forwarding_row(config.forwarding);
  // Without a table, offset and count stay 0: slot 0 leads to backend 0, which is none.
  if (table->rows) {
    row.slots_offset = table->rows->first();
    row.slots_count = table->rows->count();
    row.backends_offset = block->first();
  }
  return row;
}

}  // namespace shunt::dataplane
