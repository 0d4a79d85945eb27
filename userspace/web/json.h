// SPDX-License-Identifier: Apache-2.0
// The JSON of the API: views to text and back, and the few small documents that are no view.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "control/api.h"
#include "control/views.h"
#include "core/result.h"

namespace shunt::web {

/// `View` is a struct of control/views.h: Status, Stats, or what ends in Report.
template <typename View>
std::string to_json(const View& view);

/// The inverse. Fields that are absent keep their defaults and unknown ones are ignored, so that a client and a
/// controller of neighbouring versions understand each other; a field of another type is an error.
template <typename View>
core::Result<View> from_json(std::string_view text);

/// What a refused request answers: problem details (RFC 9457). `error` is written as "detail", and as "error" for
/// those who read that before there was a detail; "errors" is there if there is more than one thing to say.
struct Refusal {
  std::string error;
  std::vector<std::string> errors{};
  std::string type{};  ///< a URI, see web/problem.h
  std::string title{};
  unsigned status = 0;  ///< of HTTP
};
std::string to_json(const Refusal& refusal);

/// `text` as a Refusal; what is none is quoted in its first line.
Refusal refusal_from_json(std::string_view text);

/// The body of an attach request: {"mode": "native"}; "auto" if empty or without mode.
core::Result<model::AttachMode> attach_mode_from_json(std::string_view text);

/// The body of PUT /v1/log: {"level": "debug"}.
core::Result<model::LogLevel> log_level_from_json(std::string_view text);

/// The body of a change of a backend: {"state": "draining", "for": 600, "weight": 5, "force": true}, of which
/// state or weight has to be there. "for" is in seconds, 1 to kMaxDrain, and belongs to draining; a weight of null
/// is the file's.
core::Result<control::BackendChange> backend_change_from_json(std::string_view text);

/// The inverse.
std::string to_json(const control::BackendChange& change);

inline constexpr std::chrono::hours kMaxDrain{365 * 24};

}  // namespace shunt::web
