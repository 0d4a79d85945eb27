// SPDX-License-Identifier: Apache-2.0
#include "web/json_text.h"

#include "web/json_writer.h"

namespace shunt::web {

JsonText& JsonText::open(char bracket) {
  separate();
  out_ += bracket;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  out_ += bracket;
  return *this;
}

JsonText& JsonText::name(std::string_view name) {
  text(name);
  out_ += ':';
  return *this;
}

JsonText& JsonText::text(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonText& JsonText::number(std::uint64_t number) { return json(std::to_string(number)); }

JsonText& JsonText::flag(bool flag) { return json(flag ? "true" : "false"); }

JsonText& JsonText::json(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

void JsonText::separate() {
  if (!out_.empty() && std::string_view("{[:").find(out_.back()) == std::string_view::npos) out_ += ',';
}

}  // namespace shunt::web
