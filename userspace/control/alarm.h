// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace shunt::control {

/// What an operator should act on.
struct Alarm {
  std::string id;    ///< what it is, of a few words that never change: "backends_down"; docs/alerts.md lists them
  std::string of{};  ///< a service or an interface; empty: of the whole
  std::string text;  ///< one line for a person; the numbers and reasons in it may change while it lasts
};

using Alarms = std::vector<Alarm>;

}  // namespace shunt::control
