// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/document.h"
#include "config/draft.h"
#include "config/findings.h"

namespace shunt::config {

/// Appends what can be read of a service to `draft`, and reports the rest. Checks only what concerns this service.
void read_service(Node node, Draft& draft, Findings& findings);

/// Appends the backends to `service` and their places to `places`; reports duplicates, and with l2 forwarding
/// those whose family is not the VIP's. The other keys of the service have been read.
void read_backends(Node node, model::Service& service, ServicePlaces& places, Findings& findings);

}  // namespace shunt::config
