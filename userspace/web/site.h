// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "control/api.h"
#include "metrics/api_counts.h"
#include "web/deadlines.h"
#include "web/event_stream.h"
#include "web/gate.h"
#include "web/routes.h"
#include "web/turns.h"

namespace shunt::web {

/// Answers that clients have not taken yet. Each may have megabytes, and is asked for with a few bytes: when so
/// many are held, requests wait outside. So at most `limit` and one answer are held.
struct HeldAnswers {
  std::size_t bytes = 0;
  std::size_t limit = 0;
  [[nodiscard]] bool is_full() const { return bytes >= limit; }
};

/// What the connections of a listener have in common. What it refers to outlives the listener.
struct Site {
  control::Api& api;
  EventStream& events;
  metrics::ApiCounts& counts;
  Access access = Access::kRead;
  Deadlines deadlines{};
  bool only_loopback_hosts = false;  ///< see is_loopback_host()
  std::shared_ptr<HeldAnswers> held{};
  std::shared_ptr<Turns> turns{};                    ///< null: answers are made as they are asked for
  std::shared_ptr<Gate> gate{};                      ///< null: whoever comes may ask
  std::shared_ptr<boost::asio::ssl::context> tls{};  ///< null: plain
};

}  // namespace shunt::web
