// SPDX-License-Identifier: Apache-2.0
// The names in JSON of what is told of the log and of the last reload; as fields.h, which includes this.
#pragma once

#include <concepts>
#include <type_traits>

#include "control/views.h"
#include "model/log.h"

namespace shunt::web {

template <typename View>
requires std::same_as<std::remove_const_t<View>, control::LastReload>
void fields(auto& archive, View& view) {
  archive("at", view.at);
  archive("applied", view.applied);
  archive("took_us", view.took);
  archive("by", view.by);
  archive("errors", view.errors);
  archive("errors_left_out", view.errors_left_out);
}

template <typename View>
requires std::same_as<std::remove_const_t<View>, model::Log>
void fields(auto& archive, View& view) {
  archive("level", view.level);
  archive("format", view.format);
  archive("to", view.to);
}

}  // namespace shunt::web
