// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "web/explanation_fields.h"
#include "web/fields.h"
#include "web/flow_fields.h"
#include "web/json.h"
#include "web/json_body.h"
#include "web/text.h"

namespace shunt::web {
namespace {

using Json = nlohmann::json;

/// Fills a view from a JSON object, field by field. The first field of a wrong type ends it with its name.
class JsonReader {
 public:
  explicit JsonReader(const Json& object) : object_(object) {}

  template <typename Value>
  void operator()(const char* name, Value& field) {
    const auto found = object_.find(name);
    if (found == object_.end() || !error_.empty()) return;
    if (!read(*found, field) && error_.empty()) error_ = "unexpected value of \"" + std::string(name) + "\"";
  }

  template <typename Value>
  void unless_empty(const char* name, Value& field) {
    (*this)(name, field);
  }

  /// Empty: no error.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool read(const Json& json, bool& flag) { return json.is_boolean() && (json.get_to(flag), true); }
  bool read(const Json& json, std::string& text) { return json.is_string() && (json.get_to(text), true); }

  bool read(const Json& json, std::chrono::microseconds& time) {
    if (!json.is_number_integer()) return false;
    time = std::chrono::microseconds(json.get<std::int64_t>());
    return true;
  }

  bool read(const Json& json, std::chrono::seconds& time) {
    if (!json.is_number_integer()) return false;
    time = std::chrono::seconds(json.get<std::int64_t>());
    return true;
  }

  template <typename Value>
  bool read(const Json& json, std::optional<Value>& optional) {
    if (json.is_null()) return true;
    return read(json, optional.emplace());
  }

  template <typename Value>
  bool read(const Json& json, std::vector<Value>& values) {
    if (!json.is_array()) return false;
    values.reserve(json.size());
    for (const Json& element : json)
      if (!read(element, values.emplace_back())) return false;
    return true;
  }

  template <typename Value>
  bool read(const Json& json, Value& value) {
    if constexpr (std::integral<Value>) {
      return json.is_number_integer() && (json.get_to(value), true);
    } else if constexpr (requires { to_text(value); }) {
      const auto parsed = json.is_string() ? from_text<Value>(json.get_ref<const std::string&>()) : std::nullopt;
      if (parsed) value = *parsed;
      return parsed.has_value();
    } else {
      if (!json.is_object()) return false;
      JsonReader nested(json);
      fields(nested, value);
      error_ = nested.error();
      return error_.empty();
    }
  }

  const Json& object_;
  std::string error_;
};

Json parse(std::string_view text) { return Json::parse(text, nullptr, false); }

}  // namespace

template <typename View>
core::Result<View> from_json(std::string_view text) {
  const Json json = parse(text);
  if (!json.is_object()) return core::Error("the answer is no JSON object");
  View view;
  JsonReader reader(json);
  fields(reader, view);
  if (!reader.error().empty()) return core::Error(reader.error());
  return view;
}

template core::Result<control::Status> from_json(std::string_view);
template core::Result<control::Stats> from_json(std::string_view);
template core::Result<control::ReloadReport> from_json(std::string_view);
template core::Result<control::AttachReport> from_json(std::string_view);
template core::Result<control::PlanReport> from_json(std::string_view);
template core::Result<control::BackendReport> from_json(std::string_view);
template core::Result<control::DiagnosisReport> from_json(std::string_view);
template core::Result<control::Explanation> from_json(std::string_view);
template core::Result<control::CaptureReport> from_json(std::string_view);
template core::Result<model::Log> from_json(std::string_view);
template core::Result<control::FlowReport> from_json(std::string_view);

Refusal refusal_from_json(std::string_view text) {
  Refusal refusal{.error = std::string(text.substr(0, text.find('\n'))), .errors = {}};
  const Json json = parse(text);
  if (!json.is_object()) return refusal;
  JsonReader reader(json);
  reader("error", refusal.error);
  reader("errors", refusal.errors);
  reader("type", refusal.type);
  reader("title", refusal.title);
  reader("status", refusal.status);
  return refusal;
}

core::Result<model::AttachMode> attach_mode_from_json(std::string_view text) {
  auto mode = model::AttachMode::kAuto;
  if (text.empty()) return mode;
  const Json json = parse_body(text);
  if (!json.is_object()) return core::Error("the body is no JSON object; expected {\"mode\": \"auto\"}");
  for (const auto& item : json.items())
    if (item.key() != "mode") return core::Error("unknown field in the body; only \"mode\" is known");
  JsonReader reader(json);
  reader("mode", mode);
  if (!reader.error().empty()) return core::Error("\"mode\" must be \"auto\", \"native\" or \"generic\"");
  return mode;
}

core::Result<model::LogLevel> log_level_from_json(std::string_view text) {
  const Json json = parse_body(text);
  const auto level = json.is_object() && json.size() == 1 ? json.find("level") : json.end();
  const auto known = level != json.end() && level->is_string()
                         ? from_text<model::LogLevel>(level->get_ref<const std::string&>())
                         : std::nullopt;
  if (!known) return core::Error(R"(expected {"level": L}, and L is "debug", "info", "warning" or "error")");
  return *known;
}

}  // namespace shunt::web
