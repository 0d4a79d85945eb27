// SPDX-License-Identifier: Apache-2.0
// Files of the web page, part of the program.
#pragma once

#include <string_view>

namespace shunt::web {

struct Asset {
  std::string_view path;   ///< of the request: "/", "/app.js"
  std::string_view type;   ///< of the content: "text/html; charset=utf-8"
  std::string_view etag;   ///< with its quotes; another one for other bytes
  std::string_view bytes;  ///< live as long as the program
  bool gzip = false;       ///< `bytes` are compressed (RFC 1952, without optional header fields)
};

/// The asset of that path, without its query; null: there is none.
const Asset* find_asset(std::string_view path);

}  // namespace shunt::web
