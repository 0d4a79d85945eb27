// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "log/event.h"

namespace shunt::log {

/// What an event is about; empty: nothing of that kind.
struct Of {
  std::string service{};
  std::string backend{};     ///< an address
  std::string interface {};  ///< a name
};

/// More that programs may want to know, beside the message: names are of [a-z_], and none of those of Of.
using Facts = std::vector<std::pair<std::string_view, std::string>>;

/// One line of the log. All texts may be hostile: agents, answers of backends and clients of the socket write
/// parts.
struct Entry {
  Event event;
  Of of{};
  std::string message;  ///< for people
  Facts facts{};
  std::chrono::system_clock::time_point at = std::chrono::system_clock::now();
};

}  // namespace shunt::log
