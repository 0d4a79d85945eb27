// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "config/document.h"
#include "config/findings.h"
#include "core/result.h"
#include "model/config.h"

namespace shunt::config {

/// "80/tcp", "5000-5999/udp", "any/tcp", "53", "any". Without a protocol: TCP and UDP. "any" is 0-65535.
core::Result<model::PortRange> parse_ports(std::string_view text);

std::optional<model::PortRange> read_ports(Node node, std::string_view key, Findings& findings);

}  // namespace shunt::config
