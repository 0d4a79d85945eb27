// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "config/fields.h"
#include "config/pattern.h"
#include "config/read_check.h"
#include "config/scalars.h"
#include "config/spelling.h"
#include "core/hex.h"

namespace shunt::config {
namespace {

void report_too_long(Node node, std::string_view key, std::size_t size, std::size_t max, Findings& findings) {
  findings.error(node.place(), std::string(key) + ": has " + std::to_string(size) + " bytes; expected at most " +
                                   std::to_string(max));
}

/// A text of at most `max` bytes.
std::optional<std::string> read_bounded(Node node, std::string_view key, std::string_view expected,
                                        std::size_t max, Findings& findings) {
  const auto text = read_text(node, key, expected, findings);
  if (!text) return std::nullopt;
  if (text->size() <= max) return std::string(*text);
  report_too_long(node, key, text->size(), max, findings);
  return std::nullopt;
}

/// YAML is a text: only hex can say bytes that are no UTF-8.
std::string read_send(Node node, Findings& findings) {
  constexpr std::array<Key, 1> kKeys{{{"hex", "two digits a byte, as ff 00 2a"}}};
  if (node.kind() != NodeKind::kMapping)
    return read_bounded(node, "send", "a text, or {hex: ff 00 2a}", kMaxTextValue, findings).value_or("");
  const auto fields = Fields(node, kKeys, "send", findings);
  const auto hex = fields["hex"];
  const auto text = hex ? read_bounded(*hex, "hex", kKeys[0].expected, 3 * kMaxTextValue, findings) : std::nullopt;
  if (!text) return "";
  const auto bytes = core::from_hex(*text);
  if (!bytes) {
    report_unexpected(*hex, "hex", kKeys[0].expected, findings);
  } else if (bytes->size() > kMaxTextValue) {
    report_too_long(*hex, "hex", bytes->size(), kMaxTextValue, findings);
  }
  return bytes.value_or("");
}

}  // namespace

void read_exchange(const CheckFields& fields, model::Check& check, Findings& findings) {
  if (const auto send = fields["send"]) check.send = read_send(*send, findings);
  const auto expect = fields["expect"];
  if (!expect) return;
  const auto pattern = read_bounded(*expect, "expect", "a pattern in RE2's syntax", kMaxTextValue, findings);
  if (!pattern) return;
  check.expect = *pattern;
  if (const auto fault = pattern_fault(*pattern))
    findings.error(expect->place(), "expect: not a valid pattern: " + *fault);
  if (!pattern->empty() && check.http.method == "HEAD")
    findings.error(expect->place(),
                   "expect: an answer to HEAD has no body; expected another method, or no pattern");
}

}  // namespace shunt::config
