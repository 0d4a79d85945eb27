// SPDX-License-Identifier: Apache-2.0
// What is asked about packets: routes.cpp sends it here.
#pragma once

#include <string_view>

#include "control/api.h"
#include "web/routes.h"

namespace shunt::web {

/// POST /v1/explain. @param body as of question_from_json()
Response explain_packet(control::Api& api, std::string_view body);

/// POST /v1/captures. @param body as of capture_request_from_json()
Response start_capture(control::Api& api, std::string_view body);

// GET and DELETE /v1/captures/ID, GET /v1/captures/ID/packets. @param id as it stands in the path
Response show_capture(control::Api& api, std::string_view id);
Response stop_capture(control::Api& api, std::string_view id);
Response take_packets(control::Api& api, std::string_view id);

}  // namespace shunt::web
