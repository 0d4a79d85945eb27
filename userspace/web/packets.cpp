// SPDX-License-Identifier: Apache-2.0
#include "web/packets.h"

#include <charconv>
#include <optional>
#include <utility>
#include <variant>

#include "web/capture_json.h"
#include "web/json.h"
#include "web/question_json.h"
#include "web/refusals.h"

namespace shunt::web {
namespace {

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return id;
}

Response no_capture() { return refuse(400, "expected the number of a capture"); }

Response answer_capture(const std::variant<control::CaptureReport, control::Refused>& outcome) {
  if (const auto* refused = std::get_if<control::Refused>(&outcome)) return refuse_change(*refused);
  return {.body = to_json(std::get<control::CaptureReport>(outcome))};
}

}  // namespace

Response explain_packet(control::Api& api, std::string_view body) {
  const auto question = question_from_json(body);
  if (!question) return refuse(400, question.error().message());
  const auto outcome = api.explain(*question);
  if (const auto* refused = std::get_if<control::Refused>(&outcome)) return refuse_change(*refused);
  return {.body = to_json(std::get<control::Explanation>(outcome))};
}

Response start_capture(control::Api& api, std::string_view body) {
  const auto request = capture_request_from_json(body);
  return request ? answer_capture(api.begin_capture(*request)) : refuse(400, request.error().message());
}

Response show_capture(control::Api& api, std::string_view id) {
  const auto number = number_of(id);
  return number ? answer_capture(api.capture(*number)) : no_capture();
}

Response stop_capture(control::Api& api, std::string_view id) {
  const auto number = number_of(id);
  return number ? answer_capture(api.end_capture(*number)) : no_capture();
}

Response take_packets(control::Api& api, std::string_view id) {
  const auto number = number_of(id);
  if (!number) return no_capture();
  auto outcome = api.captured_packets(*number);
  if (const auto* refused = std::get_if<control::Refused>(&outcome)) return refuse_change(*refused);
  return {.body = std::get<std::string>(std::move(outcome)), .type = "application/x-pcapng"};
}

}  // namespace shunt::web
