// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "metrics/accept.h"
#include "metrics/exposition.h"
#include "metrics/families.h"
#include "net/interface_name.h"
#include "web/asset.h"
#include "web/asset_answer.h"
#include "web/details.h"
#include "web/flow_query.h"
#include "web/json.h"
#include "web/log_resource.h"
#include "web/overview.h"
#include "web/packets.h"
#include "web/refusals.h"
#include "web/route_match.h"
#include "web/target.h"

namespace shunt::web {
namespace {

constexpr std::string_view kPlan = "/v1/plan";
constexpr std::string_view kExplain = "/v1/explain";
/// One request on its way to its handler.
struct Call {
  control::Api& api;
  const Request& request;
  std::string_view query;
  PathParameters parameters;
};

Response unknown_query(std::string_view expected) {
  return refuse(400, "unknown query; expected " + std::string(expected));
}

Response status(const Call& call) { return show_status(call.api, call.query); }
Response stats(const Call& call) { return show_stats(call.api, call.query); }
Response overview(const Call& call) { return {.body = overview_json(call.api.status(), call.api.stats(true))}; }
Response history(const Call& call) { return show_history(call.api, call.query); }

Response events(const Call& /*call*/) { return {.type = "text/event-stream", .events = true}; }

Response metrics_text(const Call& call) {
  const auto query = call.query;
  if (!query.empty() && query != "cpu=1" && query != "cpu=0") return unknown_query("cpu=1");
  const auto format = metrics::format_for(call.request.accept);
  if (!format)
    return refuse(406, "metrics come as text/plain or application/openmetrics-text, and Accept allows neither");
  metrics::Exposition exposition(*format);
  const metrics::Sink sink = [&](const prometheus::MetricFamily& family) { exposition.add(family); };
  metrics::show_families(call.api.status(), call.api.stats(query == "cpu=1"), sink);
  if (call.request.counts != nullptr) metrics::show_api(*call.request.counts, sink);
  return {.body = std::move(exposition).text(), .type = metrics::content_type(*format)};
}

Response reload(const Call& call) {
  const auto query = call.query;
  if (!query.empty() && query != "force=1" && query != "force=0") return unknown_query("force=1");
  control::ReloadReport report = call.api.reload(query == "force=1");
  if (report.errors.empty()) return {.body = to_json(report)};
  return refuse_file(std::move(report.errors), "nothing applied");
}

/// A name without a body is an empty file, and not the controller's own.
Response plan(const Call& call) {
  const auto query = call.query;
  const auto body = call.request.body;
  constexpr std::string_view kName = "name=";
  std::optional<control::NamedText> file;
  if (query.starts_with(kName)) {
    auto name = percent_decoded(query.substr(kName.size()));
    if (!name || name->empty()) return refuse(400, "the name of the file is empty or not percent-encoded");
    file = {*std::move(name), std::string(body)};
  } else if (!query.empty()) {
    return unknown_query("name=FILE");
  } else if (!body.empty()) {
    file = {"body", std::string(body)};
  }
  control::PlanReport report = call.api.plan(std::move(file));
  if (report.errors.empty()) return {.body = to_json(report)};
  return refuse_file(std::move(report.errors), "a reload would apply nothing");
}

struct NamedBackend {
  std::string service;
  net::IpAddress address;
};

std::optional<NamedBackend> backend_of(const Call& call) {
  auto service = percent_decoded(call.parameters[0]);
  const auto text = percent_decoded(call.parameters[1]);
  const auto address = text ? net::IpAddress::parse(*text) : std::nullopt;
  if (!service || service->empty() || !address) return std::nullopt;
  return NamedBackend{*std::move(service), *address};
}

Response no_backend() { return refuse(400, "expected the name of a service and an address"); }

Response change_backend(const Call& call) {
  const auto backend = backend_of(call);
  if (!backend) return no_backend();
  const auto change = backend_change_from_json(call.request.body);
  if (!change) return refuse(400, change.error().message());
  const auto outcome = call.api.change_backend(backend->service, backend->address, *change);
  if (const auto* refused = std::get_if<control::Refused>(&outcome)) return refuse_change(*refused);
  return {.body = to_json(std::get<control::BackendReport>(outcome))};
}

Response answer_diagnosis(const std::variant<control::DiagnosisReport, control::Refused>& outcome) {
  if (const auto* refused = std::get_if<control::Refused>(&outcome)) return refuse_change(*refused);
  return {.body = to_json(std::get<control::DiagnosisReport>(outcome))};
}

Response diagnose(const Call& call) {
  const auto backend = backend_of(call);
  return backend ? answer_diagnosis(call.api.diagnose(backend->service, backend->address)) : no_backend();
}

Response diagnosis(const Call& call) {
  const auto backend = backend_of(call);
  return backend ? answer_diagnosis(call.api.diagnosis(backend->service, backend->address)) : no_backend();
}

Response explain(const Call& call) { return explain_packet(call.api, call.request.body); }
Response begin_capture(const Call& call) { return start_capture(call.api, call.request.body); }
Response capture(const Call& call) { return show_capture(call.api, call.parameters[0]); }
Response end_capture(const Call& call) { return stop_capture(call.api, call.parameters[0]); }
Response captured_packets(const Call& call) { return take_packets(call.api, call.parameters[0]); }

Response no_interface() { return refuse(400, "expected " + std::string(net::kInterfaceNameExpected)); }

Response attach(const Call& call) {
  const auto name = percent_decoded(call.parameters[0]);
  if (!name || !net::is_interface_name(*name)) return no_interface();
  const auto mode = attach_mode_from_json(call.request.body);
  if (!mode) return refuse(400, mode.error().message());
  const auto report = call.api.attach(*name, *mode);
  return report ? Response{.body = to_json(*report)} : refuse(409, report.error().message());
}

Response detach(const Call& call) {
  const auto name = percent_decoded(call.parameters[0]);
  if (!name || !net::is_interface_name(*name)) return no_interface();
  const auto done = call.api.detach(*name);
  return done ? Response{.body = "{}"} : refuse(409, done.error().message());
}

/// Addresses of clients are nobody's business but the operator's: kChange, though it changes nothing.
Response flows(const Call& call) {
  auto question = flow_question(call.query);
  if (!question) return refuse(400, question.error().message());
  auto outcome = call.api.flows(*std::move(question));
  if (const auto* refused = std::get_if<control::Refused>(&outcome)) return refuse_change(*refused);
  std::shared_ptr<control::FlowWalk> walk = std::get<std::unique_ptr<control::FlowWalk>>(std::move(outcome));
  return {.later = [walk](const std::function<void(Response)>& on_response) {
    walk->start([on_response](const control::FlowReport& report) { on_response({.body = to_json(report)}); });
    return walk;
  }};
}

enum class Query : std::uint8_t { kNone, kItsOwn };

struct Entry {
  Route route;
  Query query = Query::kNone;  ///< kNone: any is refused
  Response (*answer)(const Call&) = nullptr;
};

/// The first pattern that fits says which resource it is. What is work for others, or for us, is kChange as well:
/// strangers shall not give us any.
constexpr std::array kTable = {
    Entry{{"GET", "/v1/status"}, Query::kItsOwn, &status},
    Entry{{"GET", "/v1/stats"}, Query::kItsOwn, &stats},
    Entry{{"GET", "/v1/overview"}, Query::kNone, &overview},
    Entry{{"GET", "/v1/history"}, Query::kItsOwn, &history},
    Entry{{"GET", "/v1/events"}, Query::kNone, &events},
    Entry{{"GET", "/metrics"}, Query::kItsOwn, &metrics_text},
    Entry{{"GET", "/v1/flows", Access::kChange}, Query::kItsOwn, &flows},
    Entry{{"POST", kPlan, Access::kChange}, Query::kItsOwn, &plan},
    Entry{{"POST", "/v1/reload", Access::kChange}, Query::kItsOwn, &reload},
    Entry{{"POST", "/v1/services/{name}/backends/{address}/diagnosis", Access::kChange}, Query::kNone, &diagnose},
    Entry{{"GET", "/v1/services/{name}/backends/{address}/diagnosis"}, Query::kNone, &diagnosis},
    Entry{{"PATCH", "/v1/services/{name}/backends/{address}", Access::kChange}, Query::kNone, &change_backend},
    Entry{{"POST", kExplain, Access::kChange}, Query::kNone, &explain},
    Entry{{"POST", "/v1/captures", Access::kChange}, Query::kNone, &begin_capture},
    Entry{{"GET", "/v1/captures/{id}/packets", Access::kChange}, Query::kNone, &captured_packets},
    Entry{{"GET", "/v1/captures/{id}", Access::kChange}, Query::kNone, &capture},
    Entry{{"DELETE", "/v1/captures/{id}", Access::kChange}, Query::kNone, &end_capture},
    Entry{{"GET", "/v1/log"}, Query::kNone, [](const Call&) { return show_log(); }},
    Entry{{"PUT", "/v1/log", Access::kChange},
          Query::kNone,
          [](const Call& call) { return set_log(call.request.body); }},
    Entry{{"PUT", "/v1/interfaces/{name}", Access::kChange}, Query::kNone, &attach},
    Entry{{"DELETE", "/v1/interfaces/{name}", Access::kChange}, Query::kNone, &detach},
};

/// "GET, HEAD" of a resource that knows GET.
Response wrong_method(std::string_view pattern) {
  std::string allow;
  for (const auto& [route, query, answer] : kTable) {
    if (route.pattern != pattern) continue;
    allow.append(allow.empty() ? "" : ", ").append(route.method == "GET" ? "GET, HEAD" : route.method);
  }
  Response response = refuse(405, "this resource knows only " + allow);
  response.allow = std::move(allow);
  return response;
}

Response page(const Request& request, const Target& target) {
  const Asset* asset = find_asset(target.path);
  if (asset == nullptr) return refuse(404, "no such resource; see docs/api.md");
  if (request.method == "GET" || request.method == "HEAD") return answer_with(*asset, request);
  Response response = refuse(405, "this resource knows only GET, HEAD");
  response.allow = "GET, HEAD";
  return response;
}

Response dispatch(control::Api& api, const Request& request, Access access) {
  const Target target = split_target(request.target);
  const auto method = request.method == "HEAD" ? "GET" : request.method;
  std::string_view resource;
  for (const auto& [route, query, answer] : kTable) {
    if (!resource.empty() && route.pattern != resource) continue;
    const auto parameters = match_path(route.pattern, target.path);
    if (!parameters) continue;
    resource = route.pattern;
    if (route.method != method) continue;
    if (route.needs == Access::kChange && access == Access::kRead)
      return refuse(403,
                    method == "GET" ? "this is told over the UNIX socket alone, see `shunt --help`"
                                    : "read-only over TCP; changes go through the UNIX socket, see `shunt --help`",
                    "read-only");
    if (query == Query::kNone && !target.query.empty())
      return refuse(400, "unknown query; this resource takes none");
    return answer({api, request, target.query, *parameters});
  }
  return resource.empty() ? page(request, target) : wrong_method(resource);
}

}  // namespace

std::span<const Route> routes() {
  static const auto kAll = [] {
    std::array<Route, kTable.size()> all;
    std::ranges::transform(kTable, all.begin(), &Entry::route);
    return all;
  }();
  return kAll;
}

std::uint64_t max_body_bytes(std::string_view method, std::string_view target, Access access) {
  const auto path = split_target(target).path;
  const bool file = method == "POST" && (path == kPlan || path == kExplain) && access == Access::kChange;
  return file ? kMaxFileBytes : kMaxBodyBytes;
}

Response respond(control::Api& api, const Request& request, Access access) {
  try {
    return dispatch(api, request, access);
  } catch (const std::exception& failure) {
    return refuse(500, std::string("internal error: ") + failure.what());
  }
}

}  // namespace shunt::web
