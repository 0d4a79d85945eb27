// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "control/api.h"
#include "support/example_views.h"

namespace shunt::test {

struct ChangeOfBackend {
  std::string service;
  net::IpAddress backend;
  control::BackendChange change;
};

/// A controller that knows one interface, eth0, and backends of one service, web, and remembers what it was asked.
class FakeApi : public control::Api {
 public:
  control::Status status() override {
    if (throws) throw std::runtime_error("out of order");
    return shown;
  }

  control::Stats stats(bool per_cpu) override { return example_stats(per_cpu); }

  control::ReloadReport reload(bool force) override {
    ++reloads;
    forced = force;
    return next_reload;
  }

  control::PlanReport plan(std::optional<control::NamedText> file) override {
    planned.push_back(std::move(file));
    return next_plan;
  }

  std::variant<control::BackendReport, control::Refused> change_backend(
      const std::string& service, const net::IpAddress& backend, const control::BackendChange& change) override {
    using enum control::Refused::Kind;
    changes.push_back({service, backend, change});
    const auto& web = shown.services[0];
    if (service != web.name)
      return control::Refused{kUnknown, "there is no service " + service + "; there is web"};
    if (backend == web.backends[2].address) return control::Refused{kInvalid, "not by this scheduler"};
    if (change.state && *change.state != model::AdminState::kEnabled && !change.force)
      return control::Refused{kConflict, "it is the last backend of web; --force does it nevertheless"};
    return control::BackendReport{shown.services[0].backends[0], 131, {"its next hop is unknown"}};
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
  control::PlanReport next_plan = example_plan();
  bool throws = false;
  int reloads = 0;
  bool forced = false;  ///< the last reload
  std::vector<std::optional<control::NamedText>> planned;
  std::vector<ChangeOfBackend> changes;
  int detached = 0;
  std::vector<std::pair<std::string, model::AttachMode>> attached;
};

}  // namespace shunt::test
