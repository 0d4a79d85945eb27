// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "control/json_number.h"
#include "web/json.h"
#include "web/json_body.h"
#include "web/text.h"

namespace shunt::web {
namespace {

using Json = nlohmann::json;

core::Error expected(const std::string& what) { return core::Error("expected " + what); }

core::Result<void> read_state(const Json& json, control::BackendChange& change) {
  if (json.is_string()) change.state = from_text<model::AdminState>(json.get_ref<const std::string&>());
  if (!change.state) return expected(R"("enabled", "draining" or "disabled")");
  return {};
}

core::Result<void> read_drain_time(const Json& json, control::BackendChange& change) {
  constexpr auto kMost = std::chrono::seconds(kMaxDrain).count();
  const auto seconds = control::whole_number(json, 1, kMost);
  if (!seconds) return expected("seconds, 1 to " + std::to_string(kMost));
  change.drain_for = std::chrono::seconds(*seconds);
  return {};
}

core::Result<void> read_weight(const Json& json, control::BackendChange& change) {
  change.weight_of_file = json.is_null();
  if (change.weight_of_file) return {};
  const auto weight = control::whole_number(json, 0, model::kMaxWeight);
  if (!weight) return expected("a whole number from 0 to " + std::to_string(model::kMaxWeight) + ", or null");
  change.weight = static_cast<std::uint32_t>(*weight);
  return {};
}

core::Result<void> read_force(const Json& json, control::BackendChange& change) {
  if (!json.is_boolean()) return expected("true or false");
  change.force = json.get<bool>();
  return {};
}

core::Result<void> read_field(const std::string& name, const Json& json, control::BackendChange& change) {
  if (name == "state") return read_state(json, change);
  if (name == "for") return read_drain_time(json, change);
  if (name == "weight") return read_weight(json, change);
  if (name == "force") return read_force(json, change);
  return core::Error("unknown; the body has \"state\", \"for\", \"weight\" and \"force\"");
}

}  // namespace

core::Result<control::BackendChange> backend_change_from_json(std::string_view text) {
  const Json json = parse_body(text);
  if (!json.is_object()) return core::Error("the body is no JSON object; expected {\"state\": \"draining\"}");
  control::BackendChange change;
  for (const auto& [name, field] : json.items()) {
    if (auto read = read_field(name, field, change); !read) return read.error().within("\"" + name + "\"");
  }
  if (change.drain_for && change.state != model::AdminState::kDraining)
    return core::Error("\"for\" is the time of a drain; expected \"state\": \"draining\" with it");
  if (!change.state && !change.weight && !change.weight_of_file)
    return core::Error("nothing to change; expected \"state\" or \"weight\"");
  return change;
}

std::string to_json(const control::BackendChange& change) {
  Json json = Json::object();
  if (change.state) json["state"] = model::to_string(*change.state);
  if (change.drain_for) json["for"] = change.drain_for->count();
  if (change.weight) json["weight"] = *change.weight;
  if (change.weight_of_file) json["weight"] = nullptr;
  if (change.force) json["force"] = true;
  return json.dump();
}

}  // namespace shunt::web
