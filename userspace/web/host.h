// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace shunt::web {

/// Whether `host`, the Host field of a request over loopback TCP, names this machine by address or as localhost. A
/// foreign name comes from a page whose DNS answer was rebound to 127.0.0.1, and would let that page read us.
bool is_loopback_host(std::string_view host);

/// Whether it has only characters that a Host field may have (RFC 9110, 7.2; RFC 3986, 3.2.2).
bool is_host(std::string_view host);

}  // namespace shunt::web
