// SPDX-License-Identifier: Apache-2.0
// The text of the state file: see override_store.h. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "model/overrides.h"

namespace shunt::control {

/// Ends with a newline; no part of it that lacks more than that can be read.
/// @return an error if a service's name is no UTF-8
core::Result<std::string> overrides_to_json(const model::Overrides& overrides);

/// The inverse: all of it, or the reason why not, for a person.
core::Result<model::Overrides> overrides_from_json(std::string_view text);

}  // namespace shunt::control
