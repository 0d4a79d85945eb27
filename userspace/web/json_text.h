// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shunt::web {

/// JSON put together piece by piece, with the commas; for what comes in rows of thousands, and has no names.
class JsonText {
 public:
  JsonText& open(char bracket);   ///< '{' or '['
  JsonText& close(char bracket);  ///< '}' or ']'
  JsonText& name(std::string_view name);
  JsonText& text(std::string_view text);
  JsonText& number(std::uint64_t number);
  JsonText& flag(bool flag);
  JsonText& json(std::string_view json);  ///< as it is

  std::string take() { return std::move(out_); }

 private:
  void separate();

  std::string out_;
};

}  // namespace shunt::web
