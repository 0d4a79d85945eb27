// SPDX-License-Identifier: Apache-2.0
#include "web/event_source.h"

#include <exception>

#include "web/overview.h"

namespace shunt::web {

EventStream::Source events_of(control::Api& api) {
  return [&api](EventStream& events) {
    try {
      events.publish("overview", overview_json(api.status(), api.stats(true)));
    } catch (const std::exception&) {  // GET /v1/status is answered with what it says
      return;
    }
  };
}

}  // namespace shunt::web
