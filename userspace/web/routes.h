// SPDX-License-Identifier: Apache-2.0
// Which request asks what of the controller. No socket here; docs/openapi.yaml is the contract.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "control/api.h"

namespace shunt::web {

struct Request {
  std::string_view method;
  std::string_view target;  ///< path and query, as in the request line
  std::string_view body;
  std::string_view accept{};  ///< the Accept field
};

struct Response {
  unsigned status = 200;
  std::string body{};   ///< JSON, unless `type` says otherwise
  std::string allow{};  ///< methods of the resource, for status 405
  std::string_view type = "application/json";
};

/// Who may do what: over TCP anybody of this machine may look, over the UNIX socket its group may also change.
enum class Access { kRead, kChange };

/// Never throws; what `api` throws is answered with status 500.
Response respond(control::Api& api, const Request& request, Access access);

inline constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{4} * 1024;
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{16} * 1024 * 1024;  ///< as of config::load()

/// Bytes of body that such a request may have: kMaxFileBytes where it is a configuration, else kMaxBodyBytes.
std::uint64_t max_body_bytes(std::string_view method, std::string_view target, Access access);

/// {"error": message} with that status.
Response refuse(unsigned status, std::string message);

/// Whether `host`, the Host field of a request over loopback TCP, names this machine by address or as localhost. A
/// foreign name comes from a page whose DNS answer was rebound to 127.0.0.1, and would let that page read us.
bool is_loopback_host(std::string_view host);

}  // namespace shunt::web
