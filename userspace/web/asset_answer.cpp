// SPDX-License-Identifier: Apache-2.0
#include "web/asset_answer.h"

#include "web/gunzip.h"

namespace shunt::web {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts the first element off a comma-separated list.
std::string_view next_element(std::string_view& list) {
  const auto comma = list.find(',');
  const auto element = trimmed(list.substr(0, comma));
  list = comma == std::string_view::npos ? "" : list.substr(comma + 1);
  return element;
}

/// "q=0", "q=0.0" and so on: not at all.
bool is_never(std::string_view parameters) {
  const auto weight = parameters.find("q=");
  if (weight == std::string_view::npos) return false;
  return trimmed(parameters.substr(weight + 2)).find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(std::string_view field) {
  bool any = false;
  while (!field.empty()) {
    const auto element = next_element(field);
    const auto semicolon = element.find(';');
    const auto name = trimmed(element.substr(0, semicolon));
    const bool never = semicolon != std::string_view::npos && is_never(element.substr(semicolon + 1));
    if (name == "gzip" || name == "x-gzip") return !never;
    if (name == "*") any = !never;
  }
  return any;
}

bool names_etag(std::string_view field, std::string_view etag) {
  while (!field.empty()) {
    auto element = next_element(field);
    if (element == "*") return true;
    if (element.starts_with("W/")) element.remove_prefix(2);
    if (!etag.empty() && element == etag) return true;
  }
  return false;
}

Response answer_with(const Asset& asset, const Request& request) {
  Response response{.type = asset.type};
  // The browser asks each time, and gets 304 unless Shunt is another version.
  response.fields = {{"ETag", std::string(asset.etag)}, {"Cache-Control", "no-cache"}};
  if (asset.gzip) response.fields.emplace_back("Vary", "Accept-Encoding");
  if (names_etag(request.if_none_match, asset.etag)) {
    response.status = 304;
  } else if (!asset.gzip) {
    response.fixed_body = asset.bytes;
  } else if (accepts_gzip(request.accept_encoding)) {
    response.fixed_body = asset.bytes;
    response.fields.emplace_back("Content-Encoding", "gzip");
  } else if (auto plain = gunzip(asset.bytes)) {
    response.body = *std::move(plain);
  } else {
    return refuse(500, "an asset of this program is damaged");
  }
  return response;
}

}  // namespace shunt::web
