// SPDX-License-Identifier: Apache-2.0
// Readers of everything but services. Each fills what is valid and reports the rest.
#pragma once

#include <vector>

#include "config/document.h"
#include "config/draft.h"
#include "config/findings.h"

namespace shunt::config {

std::vector<model::Interface> read_interfaces(Node node, Findings& findings);
model::Tunnel read_tunnel(Node node, Findings& findings);

/// @param files gets those of users and of TLS
model::Api read_api(Node node, std::vector<FileUse>& files, Findings& findings);

model::Tracking read_tracking(Node node, Findings& findings);
model::Log read_log(Node node, Findings& findings);
model::Probes read_probes(Node node, Findings& findings);

/// @param files gets the command's path
model::ChangeHook read_on_change(Node node, std::vector<FileUse>& files, Findings& findings);

/// Into `draft.config.limits`, with the places in `draft.limits`.
void read_limits(Node node, Draft& draft, Findings& findings);

}  // namespace shunt::config
