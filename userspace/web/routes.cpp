// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include <charconv>
#include <exception>
#include <optional>

#include "web/json.h"

namespace shunt::web {
namespace {

constexpr std::string_view kInterfaces = "/v1/interfaces/";
constexpr std::size_t kMaxInterfaceName = 15;  // IFNAMSIZ without the terminator

/// RFC 3986, section 2.1; nothing if a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = static_cast<unsigned char>(text[i]);
    if (byte == '%') {
      const std::string_view digits = text.substr(i + 1, 2);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      if (error != std::errc{} || digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
      i += 2;
    }
    decoded += static_cast<char>(byte);
  }
  return decoded;
}

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

Response reload(control::Api& api) {
  control::ReloadReport report = api.reload(false);
  if (report.errors.empty()) return {.body = to_json(report)};
  const std::string summary = report.errors.size() == 1
                                  ? report.errors[0]
                                  : std::to_string(report.errors.size()) + " errors; nothing applied";
  return {.status = 422, .body = to_json(Refusal{summary, std::move(report.errors)})};
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

Response route(control::Api& api, const Request& request, Access access) {
  const auto question_mark = request.target.find('?');
  const std::string_view path = request.target.substr(0, question_mark);
  const std::string_view query =
      question_mark == std::string_view::npos ? std::string_view() : request.target.substr(question_mark + 1);
  if (path == "/v1/stats") return request.method == "GET" ? stats(api, query) : wrong_method("GET");
  if (!query.empty()) return refuse(400, "unknown query; this resource takes none");
  if (path == "/v1/status")
    return request.method == "GET" ? Response{.body = to_json(api.status())} : wrong_method("GET");
  if (path == "/v1/reload") {
    if (request.method != "POST") return wrong_method("POST");
    return access == Access::kChange ? reload(api) : read_only();
  }
  if (path.starts_with(kInterfaces)) return interface(api, request, path.substr(kInterfaces.size()), access);
  return refuse(404, "no such resource; see docs/api.md");
}

}  // namespace

Response refuse(unsigned status, std::string message) {
  return {.status = status, .body = to_json(Refusal{std::move(message), {}})};
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
