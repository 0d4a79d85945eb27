// SPDX-License-Identifier: Apache-2.0
#include "web/details.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "web/history_json.h"
#include "web/json.h"
#include "web/query.h"

namespace shunt::web {
namespace {

Response unknown_service(const std::string& name) {
  return refuse(404, "there is no service " + name, "unknown-object");
}

/// Of fields that may be "service" and "per_cpu"; nothing: there is another.
struct Filter {
  std::optional<std::string> service{};
  bool per_cpu = false;
};

std::optional<Filter> filter_of(std::string_view query) {
  auto fields = query_fields(query);
  if (!fields) return std::nullopt;
  Filter filter;
  for (auto& [name, value] : *fields) {
    if (name == "service" && !value.empty()) {
      filter.service = std::move(value);
    } else if (name == "per_cpu" && (value == "0" || value == "1")) {
      filter.per_cpu = value == "1";
    } else {
      return std::nullopt;
    }
  }
  return filter;
}

std::optional<history::Query> history_query(std::string_view text) {
  auto fields = query_fields(text);
  if (!fields) return std::nullopt;
  history::Query query;
  for (auto& [name, value] : *fields) {
    if (name == "service" && !value.empty()) {
      query.service = std::move(value);
    } else if (name == "backend") {
      query.backend = net::IpAddress::parse(value);
      if (!query.backend) return std::nullopt;
    } else if (name == "every" && value == "service") {
      query.every_service = true;
    } else {
      return std::nullopt;
    }
  }
  const bool alone = !query.every_service || !query.service;
  return alone && (query.service || !query.backend) ? std::optional(std::move(query)) : std::nullopt;
}

}  // namespace

Response show_history(control::Api& api, std::string_view query) {
  const auto asked = history_query(query);
  if (!asked)
    return refuse(400, "unknown query; expected every=service, service=NAME, or service=NAME&backend=ADDRESS");
  const auto view = api.history(*asked);
  if (view) return {.body = to_json(*view)};
  return refuse(404,
                "no history is kept of " + (asked->backend ? "this backend of " : std::string()) + "service " +
                    *asked->service + ": it is not there, not for ten seconds yet, or beyond the limit",
                "unknown-object");
}

Response show_status(control::Api& api, std::string_view query) {
  if (query.empty()) return {.body = to_json(api.status())};
  const auto filter = filter_of(query);
  if (!filter || !filter->service || query.find("per_cpu") != std::string_view::npos)
    return refuse(400, "unknown query; expected service=NAME");
  const auto status = api.service_status(*filter->service);
  return status.services.empty() ? unknown_service(*filter->service) : Response{.body = to_json(status)};
}

Response show_stats(control::Api& api, std::string_view query) {
  const auto filter = filter_of(query);
  if (!filter) return refuse(400, "unknown query; expected per_cpu=1 or service=NAME");
  auto stats = api.stats(filter->per_cpu);
  if (!filter->service) return {.body = to_json(stats)};
  std::erase_if(stats.services, [&](const auto& service) { return service.name != *filter->service; });
  return stats.services.empty() ? unknown_service(*filter->service) : Response{.body = to_json(stats)};
}

}  // namespace shunt::web
