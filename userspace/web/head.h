// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "web/routes.h"

namespace shunt::web {

struct HeadFacts {
  std::optional<std::uint64_t> length;  ///< of the body; nothing: it ends with the connection
  bool keep_alive = false;
  bool tls = false;
  std::chrono::system_clock::time_point now{};
};

/// Status line and header of an answer (RFC 9112, 9110), with what keeps browsers from mixing the page with
/// others: only own scripts and styles, none within the text, in no frame, types as they are said, no referrer.
std::string head_text(const Response& response, const HeadFacts& facts);

}  // namespace shunt::web
