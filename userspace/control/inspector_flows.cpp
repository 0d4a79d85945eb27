// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "control/inspector.h"

namespace shunt::control {
namespace {

// Each takes what the loop has left: more at a time would only make each other slower.
constexpr std::size_t kFlowWalks = 2;

using Kind = Refused::Kind;

bool has_backend(const dataplane::PublishedService& service, const net::IpAddress& backend) {
  return std::ranges::find(service.backends, backend, &dataplane::PublishedBackend::address) !=
         service.backends.end();
}

}  // namespace

// Names that nobody has are a slip, not an empty answer. What is removed may still have flows, and is published.
std::variant<std::unique_ptr<FlowWalk>, Refused> Inspector::flows(FlowQuestion question) {
  bool known_service = question.service.empty();
  bool known_backend = !question.backend;
  for (const auto& service : subject_.traffic.publisher().services()) {
    if (!question.service.empty() && service->config.name != question.service) continue;
    known_service = true;
    known_backend = known_backend || has_backend(*service, *question.backend);
  }
  if (!known_service)
    return Refused{Kind::kUnknown,
                   "there is no service " + question.service + "; `shunt status` lists those that there are"};
  if (!known_backend)
    return Refused{Kind::kUnknown,
                   (question.service.empty() ? "no service has a backend "
                                             : "service " + question.service + " has no backend ") +
                       question.backend->to_string() + "; `shunt status` lists those that there are"};
  if (flow_walks_ >= kFlowWalks)
    return Refused{Kind::kConflict, std::to_string(flow_walks_) +
                                        " clients look through the flow table already; try again in a second"};
  return std::make_unique<TableWalk>(subject_.loop.get_executor(), subject_.traffic, std::move(question),
                                     flow_walks_);
}

}  // namespace shunt::control
