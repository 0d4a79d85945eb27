// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/nameser.h>

#include <optional>
#include <string>
#include <string_view>

namespace shunt::health {

/// A, AAAA, NS, SOA, MX, TXT, SRV, CNAME or PTR as the number on the wire.
std::optional<ns_type> dns_type(std::string_view name);

/// "a.example A 192.0.2.1", printable, one line. Nothing: malformed.
std::optional<std::string> dns_record_text(const ns_msg& message, const ns_rr& record);

}  // namespace shunt::health
