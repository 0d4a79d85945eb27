// SPDX-License-Identifier: Apache-2.0
#include "net/interface_name.h"

#include <algorithm>

namespace shunt::net {

bool is_interface_name(std::string_view text) {
  constexpr std::size_t kMost = 15;  // IFNAMSIZ without the terminator
  return !text.empty() && text.size() <= kMost && text != "." && text != ".." &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '/' && c != ':'; });
}

}  // namespace shunt::net
