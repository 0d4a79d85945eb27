// SPDX-License-Identifier: Apache-2.0
#include "web/question_json.h"

#include <nlohmann/json.hpp>

#include "control/json_number.h"
#include "core/hex.h"
#include "net/endpoint.h"
#include "web/json_body.h"

namespace shunt::web {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kLongestPacket = 3386;  // a frame of LookProgram::kLargestFrame, less its Ethernet header

core::Error expected(const std::string& what) { return core::Error("expected " + what); }

/// A question, and the five numbers that it may have, while it is read.
struct Reading {
  control::Question question;
  control::AskedTuple tuple;
  bool from = false, to = false, rest = false;
};

core::Result<void> read_end(const Json& json, net::IpAddress& address, std::uint16_t& port) {
  const auto end = json.is_string() ? net::parse_endpoint(json.get_ref<const std::string&>()) : std::nullopt;
  if (!end) return expected("an address with a port such as 192.0.2.10:80 or [2001:db8::10]:80");
  address = end->address;
  port = end->port;
  return {};
}

core::Result<void> read_protocol(const Json& json, control::AskedTuple& tuple) {
  if (json == "tcp") {
    tuple.protocol = net::Protocol::kTcp;
  } else if (json == "udp") {
    tuple.protocol = net::Protocol::kUdp;
  } else {
    return expected("\"tcp\" or \"udp\"");
  }
  return {};
}

core::Result<void> read_length(const Json& json, control::AskedTuple& tuple) {
  const auto length = control::whole_number(json, 0, kLongestPacket);
  if (!length) return expected("a whole number of bytes, 0 to " + std::to_string(kLongestPacket));
  tuple.length = static_cast<std::uint32_t>(*length);
  return {};
}

core::Result<void> read_packet(const Json& json, control::Question& question) {
  auto bytes = json.is_string() ? core::from_hex(json.get_ref<const std::string&>()) : std::nullopt;
  if (!bytes) return expected("the bytes of a frame, two hexadecimal digits each");
  question.frame = *std::move(bytes);
  return {};
}

core::Result<void> read_config(const Json& json, control::Question& question) {
  if (!json.is_object() || json.size() != 2 || !json.contains("name") || !json.contains("text") ||
      !json["name"].is_string() || !json["text"].is_string())
    return expected(R"({"name": "FILE", "text": "its YAML"})");
  question.config = control::NamedText{json["name"].get<std::string>(), json["text"].get<std::string>()};
  return {};
}

core::Result<void> read_interface(const Json& json, control::Question& question) {
  if (!json.is_string()) return expected("the name of an interface");
  question.interface = json.get<std::string>();
  return {};
}

core::Result<void> read_begins(const Json& json, control::AskedTuple& tuple) {
  if (!json.is_boolean()) return expected("true or false");
  tuple.begins = !json.get<bool>();
  return {};
}

core::Result<void> read_field(const std::string& name, const Json& json, Reading& reading) {
  auto& [question, tuple, from, to, rest] = reading;
  if (name == "packet") return read_packet(json, question);
  if (name == "interface") return read_interface(json, question);
  if (name == "config") return read_config(json, question);
  if (name == "from") return from = true, read_end(json, tuple.from, tuple.from_port);
  if (name == "to") return to = true, read_end(json, tuple.to, tuple.to_port);
  rest = true;
  if (name == "protocol") return read_protocol(json, tuple);
  if (name == "established") return read_begins(json, tuple);
  if (name == "length") return read_length(json, tuple);
  return core::Error(
      R"(unknown; the body has "from", "to", "protocol", "established", "length", or "packet"; "interface"; "config")");
}

}  // namespace

core::Result<control::Question> question_from_json(std::string_view text) {
  const Json json = parse_body(text);
  if (!json.is_object())
    return core::Error(
        R"(the body is no JSON object; expected {"from": "203.0.113.7:40000", "to": "192.0.2.10:80"})");
  Reading reading;
  for (const auto& [name, field] : json.items())
    if (auto read = read_field(name, field, reading); !read) return read.error().within("\"" + name + "\"");
  auto& [question, tuple, from, to, rest] = reading;
  if (question.frame) {
    if (from || to || rest) return core::Error("a \"packet\" has its addresses, ports and length already");
    return question;
  }
  if (!from || !to) return core::Error(R"(expected "from" and "to", or "packet")");
  if (tuple.from.family() != tuple.to.family())
    return core::Error(R"("from" and "to" must both be IPv4 or both be IPv6)");
  question.tuple = tuple;
  return question;
}

std::string to_json(const control::Question& question) {
  Json json = Json::object();
  if (question.frame) json["packet"] = core::to_hex(*question.frame);
  if (const auto& tuple = question.tuple) {
    json["from"] = net::endpoint_text(tuple->from, tuple->from_port);
    json["to"] = net::endpoint_text(tuple->to, tuple->to_port);
    json["protocol"] = net::to_string(tuple->protocol);
    if (!tuple->begins) json["established"] = true;
    if (tuple->length != 0) json["length"] = tuple->length;
  }
  if (!question.interface.empty()) json["interface"] = question.interface;
  if (question.config) json["config"] = {{"name", question.config->name}, {"text", question.config->text}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace shunt::web
