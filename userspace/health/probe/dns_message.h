// SPDX-License-Identifier: Apache-2.0
// DNS messages (RFC 1035, 4): the question of a check, and what is made of the answer. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "health/probe/cause.h"
#include "health/probe/pattern.h"
#include "model/health.h"

namespace shunt::health {

/// A query with recursion desired. Error: the name or type is none.
core::Result<std::string> dns_query(const model::DnsQuestion& question, std::uint16_t id);

/// Of one datagram; nothing: it does not answer `query`.
/// @param expect looked for in the answer's records as text, one a line: "a.example A 192.0.2.1"; null: any
std::optional<Finding> judge_dns(const model::DnsQuestion& question, std::string_view query,
                                 std::string_view datagram, const Pattern& expect);

}  // namespace shunt::health
