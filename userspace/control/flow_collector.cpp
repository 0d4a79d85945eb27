// SPDX-License-Identifier: Apache-2.0
#include "control/flow_collector.h"

#include <algorithm>
#include <tuple>

namespace shunt::control {
namespace {

std::uint64_t& count_of(FlowsOfBackend& row, FlowState state) {
  switch (state) {
    case FlowState::kUnconfirmed: return row.unconfirmed;
    case FlowState::kClosing: return row.closing;
    case FlowState::kUdp: return row.udp;
    case FlowState::kEstablished: break;
  }
  return row.established;
}

}  // namespace

bool FlowCollector::matches(const FlowView& flow) const {
  return (question_.service.empty() || question_.service == flow.service) &&
         (!question_.backend || *question_.backend == flow.backend) &&
         (!question_.client || question_.client->contains(flow.client)) &&
         (!question_.protocol || *question_.protocol == flow.protocol) &&
         (!question_.idle_over || flow.idle > *question_.idle_over);
}

bool FlowCollector::add(const FlowView& flow) {
  ++report_.recorded;
  if (!matches(flow)) return false;
  ++report_.matched;
  if (question_.count == FlowCounting::kNone) {
    keep(flow);
  } else {
    count(flow);
  }
  return true;
}

// In an order, the ones kept so far are a heap with the last of them on top.
void FlowCollector::keep(const FlowView& flow) {
  auto& kept = report_.flows;
  const bool full = kept.size() >= question_.limit;
  if (question_.sort == FlowOrder::kNone) {
    if (!full) kept.push_back(flow);
    return;
  }
  const auto before = [&](const FlowView& a, const FlowView& b) { return stands_before(a, b, question_.sort); };
  if (full) {
    if (!before(flow, kept.front())) return;
    std::pop_heap(kept.begin(), kept.end(), before);
    kept.back() = flow;
  } else {
    kept.push_back(flow);
  }
  std::push_heap(kept.begin(), kept.end(), before);
}

void FlowCollector::count(const FlowView& flow) {
  if (question_.count == FlowCounting::kClient) {
    clients_.add(counted_prefix(flow.client, question_.client_length).address());
    return;
  }
  auto& row = backends_.try_emplace({flow.service, flow.backend}).first->second;
  ++row.flows;
  ++count_of(row, flow.state);
}

void FlowCollector::list_backends() {
  for (auto& [key, row] : backends_) {
    std::tie(row.service, row.backend) = key;
    report_.backends.push_back(std::move(row));
  }
  std::ranges::stable_sort(report_.backends, std::greater{}, &FlowsOfBackend::flows);
  if (report_.backends.size() > question_.limit) report_.backends.resize(question_.limit);
}

FlowReport FlowCollector::finish() {
  const auto before = [&](const FlowView& a, const FlowView& b) { return stands_before(a, b, question_.sort); };
  if (question_.sort != FlowOrder::kNone) std::sort_heap(report_.flows.begin(), report_.flows.end(), before);
  list_backends();
  if (question_.count == FlowCounting::kClient)
    report_.clients = clients_.top(question_.limit, question_.client_length);
  return std::move(report_);
}

}  // namespace shunt::control
