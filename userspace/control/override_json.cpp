// SPDX-License-Identifier: Apache-2.0
#include "control/override_json.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "control/json_number.h"
#include "model/config.h"

namespace shunt::control {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr int kVersion = 1;
constexpr int kDepth = 3;  // object, "overrides", one of them
constexpr milliseconds kLatest = std::chrono::duration_cast<milliseconds>(system_clock::duration::max());

Json to_tree(const model::Overrides::Key& key, const model::Override& value) {
  Json tree{{"service", key.service}, {"backend", key.backend.to_string()}};
  if (value.state) tree["state"] = model::to_string(*value.state);
  if (value.until) {
    tree["until_ms"] = std::chrono::duration_cast<milliseconds>(value.until->time_since_epoch()).count();
  }
  if (value.weight) tree["weight"] = *value.weight;
  return tree;
}

/// As JSON has it, in ASCII: whatever is there, the message stays a line.
std::string excerpt(const Json& json) {
  constexpr std::size_t kQuoted = 40;
  return json.dump(-1, ' ', true).substr(0, kQuoted);
}

core::Error wrong(const std::string& key, const std::string& expected) {
  return core::Error("\"" + key + "\" is not " + expected);
}

/// Reads one field of an override into `key` and `value`.
core::Result<void> read_field(const std::string& name, const Json& json, model::Overrides::Key& key,
                              model::Override& value) {
  const std::string text = json.is_string() ? json.get<std::string>() : "";
  if (name == "service") {
    key.service = text;
    if (text.empty()) return wrong(name, "the name of a service");
  } else if (name == "backend") {
    const auto address = net::IpAddress::parse(text);
    if (!address) return wrong(name, "an address");
    key.backend = *address;
  } else if (name == "state") {
    if (text == to_string(model::AdminState::kDraining)) value.state = model::AdminState::kDraining;
    if (text == to_string(model::AdminState::kDisabled)) value.state = model::AdminState::kDisabled;
    if (!value.state) return wrong(name, "\"draining\" or \"disabled\"");
  } else if (name == "until_ms") {
    const auto until = whole_number(json, 0, kLatest.count());
    if (!until) return wrong(name, "milliseconds since 1970");
    value.until = system_clock::time_point(milliseconds(*until));
  } else if (name == "weight") {
    const auto weight = whole_number(json, 0, model::kMaxWeight);
    if (!weight) return wrong(name, "a whole number from 0 to " + std::to_string(model::kMaxWeight));
    value.weight = static_cast<std::uint32_t>(*weight);
  } else {
    return core::Error("the field " + excerpt(name) + " is unknown");
  }
  return {};
}

core::Result<void> read_override(const Json& json, model::Overrides& overrides) {
  if (!json.is_object() || !json.contains("service") || !json.contains("backend"))
    return core::Error("an override names no service and backend");
  model::Overrides::Key key;
  model::Override value;
  for (const auto& [name, field] : json.items()) {
    if (auto read = read_field(name, field, key, value); !read) return read.error();
  }
  if (value.until && value.state != model::AdminState::kDraining)
    return core::Error("there is a deadline without a drain");
  if (value.empty()) return core::Error("an override overrides nothing");
  if (overrides.find(key.service, key.backend) != nullptr)
    return core::Error("there are two overrides of one backend");
  overrides.set(key.service, key.backend, value);
  return {};
}

/// The document, or a discarded one if it is none or nests deeper than ours.
Json parse(std::string_view text) {
  bool deeper = false;
  auto json = Json::parse(
      text,
      [&deeper](int depth, Json::parse_event_t, const Json&) {
        deeper = deeper || depth > kDepth;
        return !deeper;
      },
      false);
  return deeper ? Json(Json::value_t::discarded) : json;
}

}  // namespace

core::Result<std::string> overrides_to_json(const model::Overrides& overrides) {
  Json list = Json::array();
  for (const auto& [key, value] : overrides) list.push_back(to_tree(key, value));
  try {
    return Json{{"version", kVersion}, {"overrides", std::move(list)}}.dump(1) + "\n";
  } catch (const Json::exception&) {
    return core::Error("the name of a service is not UTF-8");
  }
}

core::Result<model::Overrides> overrides_from_json(std::string_view text) {
  const Json json = parse(text);
  if (!json.is_object() || !json.contains("version")) return core::Error("it is not whole, or was never ours");
  if (json["version"] != kVersion) {
    return core::Error("it is of version " + excerpt(json["version"]) + ", and this program reads version " +
                       std::to_string(kVersion));
  }
  if (json.size() != 2 || !json.contains("overrides") || !json["overrides"].is_array())
    return core::Error("it is not whole, or was never ours");
  model::Overrides overrides;
  for (const Json& one : json["overrides"]) {
    if (auto read = read_override(one, overrides); !read) return read.error();
  }
  return overrides;
}

}  // namespace shunt::control
