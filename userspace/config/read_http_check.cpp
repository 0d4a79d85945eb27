// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "config/pairs.h"
#include "config/read_check.h"
#include "config/scalars.h"
#include "config/spelling.h"

namespace shunt::config {
namespace {

constexpr std::size_t kMaxHeaders = 64;
constexpr std::size_t kMaxStatuses = 64;
constexpr std::size_t kMaxMethod = 32;

/// A text that `fits`, else an error.
void take_text(const CheckFields& fields, std::string_view key, std::string_view expected,
               bool (*fits)(std::string_view), std::string& value, Findings& findings) {
  const auto node = fields[key];
  if (!node) return;
  const auto text = read_text(*node, key, expected, findings);
  if (!text) return;
  if (fits(*text)) {
    value = *text;
  } else {
    report_unexpected(*node, key, expected, findings);
  }
}

std::string header_name_fault(std::string_view name) {
  constexpr std::array<std::string_view, 3> kOwn{"content-length", "transfer-encoding", "connection"};
  if (name.size() > 256 || !is_http_token(name))
    return " is no name of a header; expected letters, digits and !#$%&'*+-.^_`|~, at most 256";
  std::string folded(name);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (folded == "host") return " has a key of its own; set host";
  if (std::find(kOwn.begin(), kOwn.end(), folded) != kOwn.end())
    return " is set by Shunt itself, so that requests keep apart; remove it";
  return "";
}

/// Values may be secrets: messages do not hold them.
std::string header_value_fault(std::string_view value) {
  if (value.size() > kMaxTextValue)
    return " has " + std::to_string(value.size()) + " bytes; expected at most " + std::to_string(kMaxTextValue);
  return is_printable_ascii(value) ? "" : " holds other characters than printable ASCII";
}

std::optional<std::uint16_t> parse_status(std::string_view text) {
  const auto number = parse_whole_number(text);
  if (!number || *number < 100 || *number > 599) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

std::optional<model::StatusRange> read_status(Node node, Findings& findings) {
  constexpr std::string_view kExpected = "a status from 100 to 599, or a range such as 200-399";
  const auto text = read_text(node, "status", kExpected, findings);
  if (!text) return std::nullopt;
  const auto dash = text->find('-');
  const auto first = parse_status(text->substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_status(text->substr(dash + 1));
  if (!first || !last) {
    report_unexpected(node, "status", kExpected, findings);
    return std::nullopt;
  }
  if (*first <= *last) return model::StatusRange{*first, *last};
  findings.error(node.place(), "status: the range " + std::string(*text) + " is reversed; expected " +
                                   std::to_string(*last) + "-" + std::to_string(*first));
  return std::nullopt;
}

void take_statuses(Node node, std::vector<model::StatusRange>& statuses, Findings& findings) {
  constexpr std::string_view kExpected = "a list such as [200, 300-399]";
  const auto items = read_items(node, "status", kExpected, findings);
  if (node.kind() == NodeKind::kSequence && items.empty())
    findings.error(node.place(), "status: the list is empty; expected " + std::string(kExpected));
  if (items.size() > kMaxStatuses) {
    findings.error(items[kMaxStatuses].place(), "status: there are " + std::to_string(items.size()) +
                                                    "; expected at most " + std::to_string(kMaxStatuses));
    return;
  }
  std::vector<model::StatusRange> read;
  for (const Node item : items) {
    if (const auto range = read_status(item, findings)) read.push_back(*range);
  }
  if (!read.empty()) statuses = std::move(read);
}

}  // namespace

void read_http_request(const CheckFields& fields, model::HttpRequest& request, Findings& findings) {
  take_text(
      fields, "method", "a method such as GET, at most 32 letters",
      [](std::string_view text) { return text.size() <= kMaxMethod && is_http_token(text); }, request.method,
      findings);
  take_text(
      fields, "path", "a path that begins with /, of printable ASCII without spaces, at most 4096 bytes",
      [](std::string_view text) {
        return text.size() <= kMaxTextValue && text.starts_with('/') && is_visible_ascii(text);
      },
      request.path, findings);
  take_text(fields, "host", "a host name or address, with :PORT or without, at most 255 bytes", is_http_host,
            request.host, findings);
  if (const auto headers = fields["headers"]) {
    const PairRules rules{.key = "headers",
                          .expected = "a mapping such as {X-Probe: shunt}",
                          .max = kMaxHeaders,
                          .ignore_case = true,
                          .name_fault = header_name_fault,
                          .value_fault = header_value_fault};
    request.headers = read_pairs(*headers, rules, findings);
  }
  if (const auto status = fields["status"]) take_statuses(*status, request.statuses, findings);
}

}  // namespace shunt::config
