// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <functional>
#include <memory>

#include "control/flow_views.h"
#include "control/traffic.h"

namespace shunt::control {

/// A walk through the flow table beside the traffic, in parts of about half a millisecond, with what else is due
/// on the loop in between. Reloads and sweeps may come meanwhile.
class TableWalk : public FlowWalk {
 public:
  /// `traffic` outlives it; `running` too, and counts it.
  TableWalk(boost::asio::any_io_executor loop, const Traffic& traffic, FlowQuestion question,
            std::size_t& running);
  ~TableWalk() override;
  TableWalk(const TableWalk&) = delete;
  TableWalk& operator=(const TableWalk&) = delete;

  void start(std::function<void(FlowReport)> on_end) override;

 private:
  class Work;
  std::shared_ptr<Work> work_;
  std::size_t& running_;
};

}  // namespace shunt::control
