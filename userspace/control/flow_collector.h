// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "control/client_counts.h"
#include "control/flow_order.h"
#include "control/flow_views.h"

namespace shunt::control {

/// Takes the flows of a walk one by one and keeps what the answer needs of them: the first ones, the first by an
/// order, or counts. Memory is bounded by the limit, the backends, and kClients. Pure.
class FlowCollector {
 public:
  static constexpr std::size_t kClients = 16'384;  ///< counted exactly: a megabyte and a half

  explicit FlowCollector(FlowQuestion question) : question_(std::move(question)), clients_(kClients) {}

  /// Whether the flow is one that is asked for; if so it is taken into the answer.
  bool add(const FlowView& flow);

  /// Nothing that comes now gets into the answer, or could be counted there.
  [[nodiscard]] bool is_full() const { return question_.from && report_.flows.size() >= question_.limit; }

  /// The answer, in order. Nothing is taken after it.
  FlowReport finish();

  /// As far as it is: for what the walk itself counts.
  FlowReport& report() { return report_; }
  [[nodiscard]] const FlowQuestion& question() const { return question_; }

 private:
  [[nodiscard]] bool matches(const FlowView& flow) const;
  void keep(const FlowView& flow);
  void count(const FlowView& flow);
  void list_backends();

  FlowQuestion question_;
  FlowReport report_;
  std::map<std::pair<std::string, net::IpAddress>, FlowsOfBackend> backends_;
  ClientCounts clients_;
};

}  // namespace shunt::control
