// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <utility>
#include <vector>

#include "control/api.h"
#include "support/example_views.h"

namespace shunt::test {

/// A controller that knows one interface, eth0, and remembers what it was asked.
class FakeApi : public control::Api {
 public:
  control::Status status() override {
    if (throws) throw std::runtime_error("out of order");
    return shown;
  }

  control::Stats stats(bool per_cpu) override { return example_stats(per_cpu); }

  control::ReloadReport reload() override {
    ++reloads;
    return next_reload;
  }

  core::Result<control::AttachReport> attach(const std::string& interface, model::AttachMode mode) override {
    attached.emplace_back(interface, mode);
    if (interface != "eth0") return core::Error("another XDP program (id 9, firewall) is on " + interface);
    return control::AttachReport{shown.interfaces[0], {"eth0 has no native XDP: attached in generic mode"}};
  }

  core::Result<void> detach(const std::string& interface) override {
    if (interface != "eth0") return core::Error("not attached to " + interface);
    ++detached;
    return {};
  }

  control::Status shown = example_status();
  control::ReloadReport next_reload = example_reload();
  bool throws = false;
  int reloads = 0;
  int detached = 0;
  std::vector<std::pair<std::string, model::AttachMode>> attached;
};

}  // namespace shunt::test
