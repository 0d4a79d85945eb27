// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
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

  control::Status service_status(const std::string& service) override {
    auto status = shown;
    std::erase_if(status.services, [&](const auto& other) { return other.name != service; });
    return status;
  }

  std::optional<history::View> history(const history::Query& query) override {
    asked_history.push_back(query);
    return next_history;
  }

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

  std::variant<control::DiagnosisReport, control::Refused> diagnose(const std::string& service,
                                                                    const net::IpAddress& backend) override {
    if (service != shown.services[0].name)
      return control::Refused{control::Refused::Kind::kUnknown, "there is no service " + service};
    if (busy) return control::Refused{control::Refused::Kind::kConflict, "another diagnosis runs"};
    ++diagnoses;
    next_diagnosis.service = service;
    next_diagnosis.backend = backend;
    auto begun = next_diagnosis;
    begun.running = true;
    begun.steps.clear();
    return begun;
  }

  std::variant<control::DiagnosisReport, control::Refused> diagnosis(const std::string& service,
                                                                     const net::IpAddress& backend) override {
    if (service != next_diagnosis.service || backend != next_diagnosis.backend)
      return control::Refused{control::Refused::Kind::kUnknown, "no diagnosis of " + service};
    return next_diagnosis;
  }

  std::variant<control::Explanation, control::Refused> explain(const control::Question& question) override {
    asked.push_back(question);
    if (question.interface == "eth9")
      return control::Refused{control::Refused::Kind::kUnknown, "there is no interface eth9"};
    if (question.config) return control::Refused{control::Refused::Kind::kInvalid, "new.yaml:1:1: no"};
    if (busy) return control::Refused{control::Refused::Kind::kConflict, "the kernel refuses"};
    return example_explanation();
  }

  std::variant<control::CaptureReport, control::Refused> begin_capture(
      const control::CaptureRequest& request) override {
    captures.push_back(request);
    if (request.service == "dns")
      return control::Refused{control::Refused::Kind::kUnknown, "there is no service dns"};
    if (request.sample == 0) return control::Refused{control::Refused::Kind::kInvalid, "sample: expected 1"};
    if (busy) return control::Refused{control::Refused::Kind::kConflict, "another capture runs"};
    return control::CaptureReport{.id = 7, .running = true, .warnings = {}};
  }
  std::variant<control::CaptureReport, control::Refused> capture(std::uint64_t id) override {
    if (id != 7) return control::Refused{control::Refused::Kind::kUnknown, "there is no such capture"};
    return example_capture();
  }
  std::variant<std::string, control::Refused> captured_packets(std::uint64_t id) override {
    if (id != 7) return control::Refused{control::Refused::Kind::kUnknown, "there is no such capture"};
    return std::string("\x0a\x0d\x0d\x0a", 4);
  }
  std::variant<control::CaptureReport, control::Refused> end_capture(std::uint64_t id) override {
    return capture(id);
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

  std::variant<std::unique_ptr<control::FlowWalk>, control::Refused> flows(
      control::FlowQuestion question) override {
    if (!question.service.empty() && question.service != shown.services[0].name)
      return control::Refused{control::Refused::Kind::kUnknown, "there is no service " + question.service};
    flow_questions.push_back(std::move(question));
    return std::make_unique<FakeWalk>(*this);
  }

  /// Answers within start(), or never.
  class FakeWalk : public control::FlowWalk {
   public:
    explicit FakeWalk(FakeApi& api) : api_(api) {}
    ~FakeWalk() override { ++api_.walks_destroyed; }
    void start(std::function<void(control::FlowReport)> on_end) override {
      ++api_.walks_started;
      if (api_.walks_end) on_end(api_.next_flows);
    }

   private:
    FakeApi& api_;
  };

  std::vector<control::FlowQuestion> flow_questions;
  control::FlowReport next_flows = example_flows();
  bool walks_end = true;
  std::atomic<int> walks_started = 0;
  std::atomic<int> walks_destroyed = 0;

  control::Status shown = example_status();
  control::ReloadReport next_reload = example_reload();
  control::PlanReport next_plan = example_plan();
  control::DiagnosisReport next_diagnosis = example_diagnosis();
  std::optional<history::View> next_history = example_history();
  std::vector<history::Query> asked_history;
  int diagnoses = 0;
  std::vector<control::Question> asked;
  std::vector<control::CaptureRequest> captures;
  bool throws = false;
  bool busy = false;  ///< with another diagnosis
  int reloads = 0;
  bool forced = false;  ///< the last reload
  std::vector<std::optional<control::NamedText>> planned;
  std::vector<ChangeOfBackend> changes;
  int detached = 0;
  std::vector<std::pair<std::string, model::AttachMode>> attached;
};

}  // namespace shunt::test
