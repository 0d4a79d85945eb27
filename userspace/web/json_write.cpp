// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "web/explanation_fields.h"
#include "web/fields.h"
#include "web/flow_fields.h"
#include "web/json.h"
#include "web/json_writer.h"

namespace shunt::web {

void append_json_string(std::string& out, std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  if (std::all_of(text.begin(), text.end(), plain)) {
    out.append("\"").append(text).append("\"");
    return;
  }
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <typename View>
std::string to_json(const View& view) {
  return JsonWriter::text_of(view);
}

template std::string to_json(const control::Status&);
template std::string to_json(const control::ServiceStatus&);
template std::string to_json(const control::Stats&);
template std::string to_json(const control::ReloadReport&);
template std::string to_json(const control::AttachReport&);
template std::string to_json(const control::PlanReport&);
template std::string to_json(const control::BackendReport&);
template std::string to_json(const control::DiagnosisReport&);
template std::string to_json(const control::Explanation&);
template std::string to_json(const control::CaptureReport&);
template std::string to_json(const model::Log&);
template std::string to_json(const control::FlowReport&);

template <Of<Refusal> View>
void fields(JsonWriter& archive, View& view) {
  archive("type", view.type);
  archive("title", view.title);
  archive("status", view.status);
  archive("detail", view.error);
  archive("error", view.error);
  archive.unless_empty("errors", view.errors);
}

std::string to_json(const Refusal& refusal) { return JsonWriter::text_of(refusal); }

}  // namespace shunt::web
