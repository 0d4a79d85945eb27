// SPDX-License-Identifier: Apache-2.0
#include "metrics/accept.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>

namespace shunt::metrics {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes off `text` what comes before `separator`, and that.
std::string_view take_part(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text = end == std::string_view::npos ? "" : text.substr(end + 1);
  return trimmed(part);
}

bool same(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// "; version=1.0.0; q=0.5"; 1 without q or with one that is no number.
double weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = take_part(parameters, ';');
    if (parameter.size() < 2 || !same(parameter.substr(0, 2), "q=")) continue;
    double weight = 1;
    std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), weight);
    return weight >= 0 && weight <= 1 ? weight : 1;
  }
  return 1;
}

/// Of one of `names`, the most special first: the greatest weight that the field has for the first that it has.
std::optional<double> weight_in(std::string_view accept, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    std::optional<double> weight;
    for (auto rest = accept; !rest.empty();) {
      auto range = take_part(rest, ',');
      const auto type = take_part(range, ';');
      if (same(type, name)) weight = std::max(weight.value_or(0), weight_of(range));
    }
    if (weight) return weight;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Format> format_for(std::string_view accept) {
  constexpr std::string_view kOpenMetrics = "application/openmetrics-text";
  if (trimmed(accept).empty()) return Format::kPrometheus;
  const auto named = weight_in(accept, {kOpenMetrics}).value_or(0);
  const auto plain = weight_in(accept, {"text/plain", "text/*", "*/*"}).value_or(0);
  if (named > 0 && named >= plain) return Format::kOpenMetrics;
  if (plain > 0) return Format::kPrometheus;
  const auto open = weight_in(accept, {kOpenMetrics, "application/*"}).value_or(0);
  return open > 0 ? std::optional(Format::kOpenMetrics) : std::nullopt;
}

}  // namespace shunt::metrics
