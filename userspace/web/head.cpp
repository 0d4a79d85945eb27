// SPDX-License-Identifier: Apache-2.0
#include "web/head.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <iterator>

namespace shunt::web {
namespace {

constexpr std::string_view kSecurity =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src "
    "'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n";

/// Browsers keep to TLS with this name for a year, on all of its ports.
constexpr std::string_view kOnlyTls = "Strict-Transport-Security: max-age=31536000\r\n";

std::string_view reason_of(unsigned status) {
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  return {reason.data(), reason.size()};
}

}  // namespace

std::string head_text(const Response& response, const HeadFacts& facts) {
  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  fmt::format_to(out, "Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n",
                 fmt::gmtime(std::chrono::system_clock::to_time_t(facts.now)));
  if (response.status != 304) fmt::format_to(out, "Content-Type: {}\r\n", response.type);
  if (facts.length && response.status != 304) fmt::format_to(out, "Content-Length: {}\r\n", *facts.length);
  fmt::format_to(out, "Connection: {}\r\n", facts.keep_alive ? "keep-alive" : "close");
  const auto is_cache_control = [](const auto& field) { return field.first == "Cache-Control"; };
  if (std::ranges::none_of(response.fields, is_cache_control)) text += "Cache-Control: no-store\r\n";
  if (!response.allow.empty()) fmt::format_to(out, "Allow: {}\r\n", response.allow);
  for (const auto& [name, value] : response.fields) fmt::format_to(out, "{}: {}\r\n", name, value);
  text += kSecurity;
  if (facts.tls) text += kOnlyTls;
  return text + "\r\n";
}

}  // namespace shunt::web
