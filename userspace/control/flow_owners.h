// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "control/flow_views.h"
#include "dataplane/publish/publisher.h"
#include "dataplane/tracking/recorded_flow.h"

namespace shunt::control {

/// Service and backend of recorded flows, by the ids that the table has of them.
class FlowOwners {
 public:
  /// Takes over what is published now, if that has changed. Cost: 10 ns a backend.
  void follow(const dataplane::Publisher& publisher);

  /// The flow as it is shown; nothing: its backend or service is gone, or is not of one another any more. Valid
  /// until the next call.
  const FlowView* view(const dataplane::RecordedFlow& flow);

  [[nodiscard]] const std::vector<dataplane::Publisher::Service>& services() const { return services_; }

 private:
  struct Owner {
    const dataplane::PublishedService* service = nullptr;
    const dataplane::PublishedBackend* backend = nullptr;
  };

  std::optional<std::uint64_t> version_;
  std::vector<dataplane::Publisher::Service> services_;
  std::vector<Owner> owners_;  // by backend id
  FlowView view_;
};

/// Whether no flow of the service is recorded as things are: no slot has changed lately, and its scheduler
/// computes the backend from the packet.
bool records_nothing(const dataplane::PublishedService& service);

}  // namespace shunt::control
