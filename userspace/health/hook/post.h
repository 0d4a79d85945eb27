// SPDX-License-Identifier: Apache-2.0
// One HTTP POST.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "core/result.h"

namespace shunt::health {

/// No more of an answer's body is read than this; what it says does not matter.
inline constexpr std::size_t kMostOfAnAnswer = std::size_t{64} * 1024;

/// Posts `body` as application/json to an http or https URL, by a connection of its own. No redirect is followed
/// and no proxy is taken from the environment. Blocks until there is an answer, `timeout` is over, or `stop`, a
/// descriptor, can be read.
/// @return the error, one line without the URL, if there is no answer with a status 2xx in time
core::Result<void> post_json(const std::string& url, const std::string& body, std::chrono::milliseconds timeout,
                             int stop);

}  // namespace shunt::health
