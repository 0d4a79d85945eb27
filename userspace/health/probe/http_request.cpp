// SPDX-License-Identifier: Apache-2.0
#include "health/probe/http_request.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace shunt::health {
namespace {

std::string host_of(const model::Check& check, const net::IpAddress& address, std::uint16_t default_port) {
  if (!check.http.host.empty()) return check.http.host;
  std::string host = address.to_string();
  if (address.family() == net::Family::kIpv6) host = "[" + host + "]";
  if (check.port != default_port) host += ":" + std::to_string(check.port);
  return host;
}

/// A line's end within a value would begin a header, or a request, of its own.
void append_line(std::string& text, std::string_view line) {
  for (const char byte : line) text += byte == '\r' || byte == '\n' || byte == '\0' ? ' ' : byte;
  text += "\r\n";
}

bool gives(const model::HttpRequest& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
    return boost::beast::iequals({header.first.data(), header.first.size()}, {name.data(), name.size()});
  });
}

}  // namespace

std::string http_request_text(const model::Check& check, const net::IpAddress& address,
                              std::uint16_t default_port) {
  const model::HttpRequest& request = check.http;
  std::string text;
  text.reserve(256);
  append_line(text, request.method + " " + request.path + " HTTP/1.1");
  if (!gives(request, "Host")) append_line(text, "Host: " + host_of(check, address, default_port));
  if (!gives(request, "User-Agent")) text += "User-Agent: shunt\r\n";
  if (!gives(request, "Accept")) text += "Accept: */*\r\n";
  if (!gives(request, "Connection")) text += "Connection: close\r\n";
  for (const auto& [name, value] : request.headers)
    append_line(text, std::string(name).append(": ").append(value));
  text += "\r\n";
  return text;
}

}  // namespace shunt::health
