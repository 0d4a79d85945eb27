// SPDX-License-Identifier: Apache-2.0
#include "web/capture_json.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "control/json_number.h"
#include "web/json_body.h"

namespace shunt::web {
namespace {

using Json = nlohmann::json;
using control::CaptureRequest;

core::Error expected(const std::string& what) { return core::Error("expected " + what); }

core::Result<void> read_text(const Json& json, std::string& text) {
  if (!json.is_string()) return expected("a text");
  text = json.get<std::string>();
  return {};
}

core::Result<void> read_backend(const Json& json, CaptureRequest& request) {
  request.backend = json.is_string() ? net::IpAddress::parse(json.get_ref<const std::string&>()) : std::nullopt;
  if (!request.backend) return expected("an address");
  return {};
}

core::Result<void> read_client(const Json& json, CaptureRequest& request) {
  request.client = json.is_string() ? net::IpPrefix::parse(json.get_ref<const std::string&>()) : std::nullopt;
  if (!request.client) return expected("an address or a prefix such as 203.0.113.0/24");
  return {};
}

core::Result<void> read_words(const Json& json, std::vector<std::string>& words) {
  if (!json.is_array()) return expected("a list of words");
  for (const auto& word : json) {
    if (!word.is_string()) return expected("a list of words");
    words.push_back(word.get<std::string>());
  }
  return {};
}

template <typename Number>
core::Result<void> read_number(const Json& json, Number& number) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  const auto read = control::whole_number(json, 0, kMost);
  if (!read) return expected("a whole number");
  number = static_cast<Number>(*read);
  return {};
}

core::Result<void> read_all(const Json& json, CaptureRequest& request) {
  if (!json.is_boolean()) return expected("true or false");
  request.all = json.get<bool>();
  return {};
}

core::Result<void> read_field(const std::string& name, const Json& json, CaptureRequest& request) {
  if (name == "service") return read_text(json, request.service);
  if (name == "backend") return read_backend(json, request);
  if (name == "client") return read_client(json, request);
  if (name == "verdicts") return read_words(json, request.verdicts);
  if (name == "reasons") return read_words(json, request.reasons);
  if (name == "all") return read_all(json, request);
  if (name == "sample") return read_number(json, request.sample);
  if (name == "per_second") return read_number(json, request.per_second);
  if (name == "bytes") return read_number(json, request.bytes);
  if (name == "count") return read_number(json, request.count);
  return core::Error(
      R"(unknown; the body has "service", "backend", "client", "verdicts", "reasons", "all", "sample", "per_second", "bytes" and "count")");
}

}  // namespace

core::Result<CaptureRequest> capture_request_from_json(std::string_view text) {
  CaptureRequest request;
  if (text.empty()) return request;
  const Json json = parse_body(text);
  if (!json.is_object()) return core::Error(R"(the body is no JSON object; expected {"service": "web"})");
  for (const auto& [name, field] : json.items())
    if (auto read = read_field(name, field, request); !read) return read.error().within("\"" + name + "\"");
  return request;
}

std::string to_json(const CaptureRequest& request) {
  Json json = Json::object();
  if (!request.service.empty()) json["service"] = request.service;
  if (request.backend) json["backend"] = request.backend->to_string();
  if (request.client) json["client"] = request.client->to_string();
  if (!request.verdicts.empty()) json["verdicts"] = request.verdicts;
  if (!request.reasons.empty()) json["reasons"] = request.reasons;
  if (request.all) json["all"] = true;
  json["sample"] = request.sample;
  json["per_second"] = request.per_second;
  json["bytes"] = request.bytes;
  if (request.count != 0) json["count"] = request.count;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace shunt::web
