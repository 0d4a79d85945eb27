// SPDX-License-Identifier: Apache-2.0
#include "control/flow_order.h"

#include <tuple>

namespace shunt::control {
namespace {

auto tuple_of(const FlowView& flow) {
  return std::tie(flow.client, flow.client_port, flow.vip, flow.vip_port, flow.protocol);
}

}  // namespace

bool stands_before(const FlowView& a, const FlowView& b, FlowOrder order) {
  switch (order) {
    case FlowOrder::kIdle:
      if (a.idle != b.idle) return a.idle > b.idle;  // the longest silence first
      break;
    case FlowOrder::kBackend:
      if (a.backend != b.backend) return a.backend < b.backend;
      break;
    case FlowOrder::kService:
      if (a.service != b.service) return a.service < b.service;
      break;
    case FlowOrder::kSlot:
      if (a.slot != b.slot) return a.slot < b.slot;
      break;
    case FlowOrder::kClient:
    case FlowOrder::kNone: break;
  }
  return tuple_of(a) < tuple_of(b);
}

}  // namespace shunt::control
