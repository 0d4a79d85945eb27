// SPDX-License-Identifier: Apache-2.0
// The body of POST /v1/captures: docs/api.md.
#pragma once

#include <string>
#include <string_view>

#include "control/capture_views.h"
#include "core/result.h"

namespace shunt::web {

/// Empty: all that concerns services. Error: what of it is wrong, and what is expected.
core::Result<control::CaptureRequest> capture_request_from_json(std::string_view text);

/// The inverse.
std::string to_json(const control::CaptureRequest& request);

}  // namespace shunt::web
