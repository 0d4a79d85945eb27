// SPDX-License-Identifier: Apache-2.0
// Which request asks what of the controller. No socket here; docs/openapi.yaml is the contract.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "control/api.h"

namespace shunt::metrics {
struct ApiCounts;
}

namespace shunt::web {

struct Request {
  std::string_view method;
  std::string_view target;  ///< path and query, as in the request line
  std::string_view body;
  std::string_view accept{};           ///< the Accept field
  std::string_view accept_encoding{};  ///< likewise, and so on
  std::string_view if_none_match{};
  const metrics::ApiCounts* counts = nullptr;  ///< of the server that asks, for /metrics; null: none
};

/// What comes later. Started once, it calls back once, from the loop; who lets go of what it returns stops it, and
/// is not called any more.
struct Response;
using Later = std::function<std::shared_ptr<void>(std::function<void(Response)> on_response)>;

struct Response {
  unsigned status = 200;
  std::string body{};   ///< JSON, unless `type` says otherwise
  std::string allow{};  ///< methods of the resource, for status 405
  std::string_view type = "application/json";
  std::string_view fixed_body{};  ///< in place of `body`: bytes that live as long as the program
  std::vector<std::pair<std::string_view, std::string>> fields{};  ///< of the header, beside those that all have
  bool events = false;  ///< the body is the event stream, from here until the client has enough
  Later later{};        ///< if it is there, the response is what that brings, and nothing else here counts
};

/// Who may do what: over TCP anybody of this machine may look, over the UNIX socket its group may also change.
enum class Access { kRead, kChange };

/// Never throws; what `api` throws is answered with status 500. Of HEAD the answer is that of GET: who sends it
/// leaves the body out.
Response respond(control::Api& api, const Request& request, Access access);

/// A path with a method, as docs/openapi.yaml has it.
struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "/v1/interfaces/{name}"
  Access needs = Access::kRead;
};

/// All that respond() knows, but for the assets of the page.
std::span<const Route> routes();

inline constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{4} * 1024;
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{16} * 1024 * 1024;  ///< as of config::load()

/// Bytes of body that such a request may have: kMaxFileBytes where it is a configuration, else kMaxBodyBytes.
std::uint64_t max_body_bytes(std::string_view method, std::string_view target, Access access);

/// Problem details (RFC 9457) of that status: a JSON object with `detail` for a person. `problem` is a name of
/// web/problem.h; empty: the usual one of that status.
Response refuse(unsigned status, std::string detail, std::string_view problem = {});

}  // namespace shunt::web
