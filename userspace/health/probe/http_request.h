// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/health.h"
#include "net/address.h"

namespace shunt::health {

/// The bytes of a check's HTTP request (RFC 9112, 3): Host, User-Agent, Accept, Connection, then the check's
/// headers, which replace ours of the same name.
/// @param default_port that needs no mention in Host: 80 or 443
std::string http_request_text(const model::Check& check, const net::IpAddress& address,
                              std::uint16_t default_port);

}  // namespace shunt::health
