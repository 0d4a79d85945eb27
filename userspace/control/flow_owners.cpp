// SPDX-License-Identifier: Apache-2.0
#include "control/flow_owners.h"

namespace shunt::control {
namespace {

FlowState state_of(dataplane::FlowPhase phase) {
  switch (phase) {
    case dataplane::FlowPhase::kUnconfirmed: return FlowState::kUnconfirmed;
    case dataplane::FlowPhase::kClosing: return FlowState::kClosing;
    case dataplane::FlowPhase::kUdp: return FlowState::kUdp;
    case dataplane::FlowPhase::kEstablished: break;
  }
  return FlowState::kEstablished;
}

}  // namespace

void FlowOwners::follow(const dataplane::Publisher& publisher) {
  if (version_ == publisher.version()) return;
  version_ = publisher.version();
  services_ = publisher.services();
  owners_.clear();
  for (const auto& service : services_) {
    for (const auto& backend : service->backends) {
      const std::size_t id = backend.stats->first();
      if (id >= owners_.size()) owners_.resize(id + 1);
      owners_[id] = {.service = service.get(), .backend = &backend};
    }
  }
}

const FlowView* FlowOwners::view(const dataplane::RecordedFlow& flow) {
  if (flow.backend >= owners_.size() || owners_[flow.backend].service == nullptr) return nullptr;
  const auto [service, backend] = owners_[flow.backend];
  // A service that takes over addresses of another finds its flows; the next packet gives them a backend of it.
  if (service->id->first() != flow.service || flow.slot >= service->table->slots().size()) return nullptr;
  if (flow.protocol != static_cast<std::uint8_t>(net::Protocol::kTcp) &&
      flow.protocol != static_cast<std::uint8_t>(net::Protocol::kUdp))
    return nullptr;
  view_.client = flow.client;
  view_.client_port = flow.client_port;
  view_.vip = flow.vip;
  view_.vip_port = flow.vip_port;
  view_.protocol = static_cast<net::Protocol>(flow.protocol);
  view_.service = service->config.name;
  view_.backend = backend->address;
  view_.state = state_of(flow.phase);
  view_.idle = std::chrono::seconds(flow.idle);
  view_.slot = flow.slot;
  return &view_;
}

bool records_nothing(const dataplane::PublishedService& service) {
  return service.table->steady() && service.config.scheduler != model::Scheduler::kRoundRobin &&
         service.config.scheduler != model::Scheduler::kLeastConnections;
}

}  // namespace shunt::control
