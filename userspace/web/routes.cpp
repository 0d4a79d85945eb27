// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "metrics/accept.h"
#include "metrics/exposition.h"
#include "metrics/families.h"
#include "web/json.h"
#include "web/target.h"

namespace shunt::web {
namespace {

constexpr std::string_view kPlan = "/v1/plan";
constexpr std::string_view kServices = "/v1/services/";
constexpr std::string_view kBackends = "/backends/";
constexpr std::string_view kInterfaces = "/v1/interfaces/";
constexpr std::size_t kMaxInterfaceName = 15;  // IFNAMSIZ without the terminator

/// What the kernel takes for a name (dev_valid_name in net/core/dev.c).
bool is_interface_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxInterfaceName && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/: \t\n\v\f\r\0", 9)) == std::string_view::npos;
}

Response wrong_method(std::string allow) {
  Response response = refuse(405, "this resource knows only " + allow);
  response.allow = std::move(allow);
  return response;
}

Response read_only() {
  return refuse(403, "read-only over TCP; changes go through the UNIX socket, see `shunt --help`");
}

Response stats(control::Api& api, std::string_view query) {
  if (!query.empty() && query != "per_cpu=1" && query != "per_cpu=0")
    return refuse(400, "unknown query; expected per_cpu=1");
  return {.body = to_json(api.stats(query == "per_cpu=1"))};
}

Response metrics_text(control::Api& api, std::string_view query, std::string_view accept) {
  if (!query.empty() && query != "cpu=1" && query != "cpu=0") return refuse(400, "unknown query; expected cpu=1");
  const auto format = metrics::format_for(accept);
  if (!format)
    return refuse(406, "metrics come as text/plain or application/openmetrics-text, and Accept allows neither");
  metrics::Exposition exposition(*format);
  metrics::show_families(api.status(), api.stats(query == "cpu=1"),
                         [&](const prometheus::MetricFamily& family) { exposition.add(family); });
  return {.body = std::move(exposition).text(), .type = metrics::content_type(*format)};
}

/// Status 422 with each of them; `outcome` is for the summary of several.
Response refuse_file(std::vector<std::string> errors, const std::string& outcome) {
  const std::string summary =
      errors.size() == 1 ? errors[0] : std::to_string(errors.size()) + " errors; " + outcome;
  return {.status = 422, .body = to_json(Refusal{summary, std::move(errors)})};
}

Response reload(control::Api& api, std::string_view query) {
  if (!query.empty() && query != "force=1" && query != "force=0")
    return refuse(400, "unknown query; expected force=1");
  control::ReloadReport report = api.reload(query == "force=1");
  if (report.errors.empty()) return {.body = to_json(report)};
  return refuse_file(std::move(report.errors), "nothing applied");
}

/// A name without a body is an empty file, and not the controller's own.
Response plan(control::Api& api, std::string_view query, std::string_view body) {
  constexpr std::string_view kName = "name=";
  std::optional<control::NamedText> file;
  if (query.starts_with(kName)) {
    auto name = percent_decoded(query.substr(kName.size()));
    if (!name || name->empty()) return refuse(400, "the name of the file is empty or not percent-encoded");
    file = {*std::move(name), std::string(body)};
  } else if (!query.empty()) {
    return refuse(400, "unknown query; expected name=FILE");
  } else if (!body.empty()) {
    file = {"body", std::string(body)};
  }
  control::PlanReport report = api.plan(std::move(file));
  if (report.errors.empty()) return {.body = to_json(report)};
  return refuse_file(std::move(report.errors), "a reload would apply nothing");
}

unsigned status_of(control::Refused::Kind kind) {
  switch (kind) {
    case control::Refused::Kind::kUnknown: return 404;
    case control::Refused::Kind::kInvalid: return 422;
    case control::Refused::Kind::kConflict: break;
  }
  return 409;
}

Response change_backend(control::Api& api, const std::string& service, const net::IpAddress& address,
                        std::string_view body) {
  const auto change = backend_change_from_json(body);
  if (!change) return refuse(400, change.error().message());
  const auto outcome = api.change_backend(service, address, *change);
  if (const auto* refused = std::get_if<control::Refused>(&outcome))
    return refuse(status_of(refused->kind), refused->message);
  return {.body = to_json(std::get<control::BackendReport>(outcome))};
}

/// @param text of "/v1/services/NAME/backends/ADDRESS" what follows "services/"
Response backend(control::Api& api, const Request& request, std::string_view text, Access access) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || !text.substr(slash).starts_with(kBackends))
    return refuse(404, "no such resource; see docs/api.md");
  const auto service = percent_decoded(text.substr(0, slash));
  const auto address_text = percent_decoded(text.substr(slash + kBackends.size()));
  const auto address = address_text ? net::IpAddress::parse(*address_text) : std::nullopt;
  if (!service || service->empty() || !address)
    return refuse(400, "expected the name of a service and an address");
  if (request.method != "PATCH") return wrong_method("PATCH");
  return access == Access::kChange ? change_backend(api, *service, *address, request.body) : read_only();
}

Response attach(control::Api& api, const std::string& interface, std::string_view body) {
  const auto mode = attach_mode_from_json(body);
  if (!mode) return refuse(400, mode.error().message());
  const auto report = api.attach(interface, *mode);
  return report ? Response{.body = to_json(*report)} : refuse(409, report.error().message());
}

Response detach(control::Api& api, const std::string& interface) {
  const auto done = api.detach(interface);
  return done ? Response{.body = "{}"} : refuse(409, done.error().message());
}

Response interface(control::Api& api, const Request& request, std::string_view text, Access access) {
  const auto name = percent_decoded(text);
  if (!name || !is_interface_name(*name)) return refuse(400, "no interface can have that name");
  if (request.method != "PUT" && request.method != "DELETE") return wrong_method("PUT, DELETE");
  if (access == Access::kRead) return read_only();
  return request.method == "PUT" ? attach(api, *name, request.body) : detach(api, *name);
}

/// What changes something, or is work that strangers shall not give us.
Response post(control::Api& api, const Request& request, const Target& target, Access access) {
  if (request.method != "POST") return wrong_method("POST");
  if (access == Access::kRead) return read_only();
  return target.path == kPlan ? plan(api, target.query, request.body) : reload(api, target.query);
}

Response route(control::Api& api, const Request& request, Access access) {
  const Target target = split_target(request.target);
  const auto [path, query] = target;
  if (path == "/v1/stats") return request.method == "GET" ? stats(api, query) : wrong_method("GET");
  if (path == "/metrics")
    return request.method == "GET" ? metrics_text(api, query, request.accept) : wrong_method("GET");
  if (path == "/v1/reload" || path == kPlan) return post(api, request, target, access);
  if (!query.empty()) return refuse(400, "unknown query; this resource takes none");
  if (path == "/v1/status")
    return request.method == "GET" ? Response{.body = to_json(api.status())} : wrong_method("GET");
  if (path.starts_with(kServices)) return backend(api, request, path.substr(kServices.size()), access);
  if (path.starts_with(kInterfaces)) return interface(api, request, path.substr(kInterfaces.size()), access);
  return refuse(404, "no such resource; see docs/api.md");
}

}  // namespace

Response refuse(unsigned status, std::string message) {
  return {.status = status, .body = to_json(Refusal{std::move(message), {}})};
}

std::uint64_t max_body_bytes(std::string_view method, std::string_view target, Access access) {
  const bool file = method == "POST" && split_target(target).path == kPlan && access == Access::kChange;
  return file ? kMaxFileBytes : kMaxBodyBytes;
}

Response respond(control::Api& api, const Request& request, Access access) {
  try {
    return route(api, request, access);
  } catch (const std::exception& failure) {
    return refuse(500, std::string("internal error: ") + failure.what());
  }
}

bool is_loopback_host(std::string_view host) {
  const bool bracketed = host.starts_with('[');
  const auto end = bracketed ? host.find(']') : host.find(':');
  const std::string_view name = host.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
  if (bracketed && end == std::string_view::npos) return false;
  const std::string_view rest = end == std::string_view::npos ? "" : host.substr(end + (bracketed ? 1 : 0));
  if (!rest.empty() && (rest[0] != ':' || rest.find_first_not_of("0123456789", 1) != std::string_view::npos))
    return false;
  if (name == "localhost") return !bracketed;
  const auto address = net::IpAddress::parse(name);
  static const auto loopback_ipv4 = net::IpPrefix::parse("127.0.0.0/8").value();
  static const auto loopback_ipv6 = net::IpAddress::parse("::1").value();
  return address && (loopback_ipv4.contains(*address) || *address == loopback_ipv6);
}

}  // namespace shunt::web
