// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/api.h"
#include "web/event_stream.h"

namespace shunt::web {

/// What GET /v1/events tells: once a tick the overview, made once for all clients.
EventStream::Source events_of(control::Api& api);

}  // namespace shunt::web
