// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "control/api.h"

namespace shunt::daemon {

/// A controller whose reloads, whoever asks for them, are also followed by what stands beside it: the web server's
/// address, the log and the service manager.
class Follower : public control::Api {
 public:
  /// `listen` makes the web server follow `api.listen` of the file that is applied now.
  using Listen = std::function<core::Result<void>()>;

  explicit Follower(Listen listen) : listen_(std::move(listen)) {}

  /// Before anything else is called. `controller` outlives this object.
  void follow(control::Api& controller) { controller_ = &controller; }

  control::Status status() override { return controller_->status(); }
  control::Stats stats(bool per_cpu) override { return controller_->stats(per_cpu); }
  control::Status service_status(const std::string& service) override {
    return controller_->service_status(service);
  }
  std::optional<history::View> history(const history::Query& query) override {
    return controller_->history(query);
  }
  control::ReloadReport reload(bool force) override;
  control::PlanReport plan(std::optional<control::NamedText> file) override {
    return controller_->plan(std::move(file));
  }
  std::variant<control::BackendReport, control::Refused> change_backend(
      const std::string& service, const net::IpAddress& backend, const control::BackendChange& change) override;
  std::variant<control::DiagnosisReport, control::Refused> diagnose(const std::string& service,
                                                                    const net::IpAddress& backend) override {
    return controller_->diagnose(service, backend);
  }
  std::variant<control::DiagnosisReport, control::Refused> diagnosis(const std::string& service,
                                                                     const net::IpAddress& backend) override {
    return controller_->diagnosis(service, backend);
  }
  std::variant<control::Explanation, control::Refused> explain(const control::Question& question) override {
    return controller_->explain(question);
  }
  std::variant<control::CaptureReport, control::Refused> begin_capture(
      const control::CaptureRequest& request) override {
    return controller_->begin_capture(request);
  }
  std::variant<control::CaptureReport, control::Refused> capture(std::uint64_t id) override {
    return controller_->capture(id);
  }
  std::variant<std::string, control::Refused> captured_packets(std::uint64_t id) override {
    return controller_->captured_packets(id);
  }
  std::variant<control::CaptureReport, control::Refused> end_capture(std::uint64_t id) override {
    return controller_->end_capture(id);
  }
  core::Result<control::AttachReport> attach(const std::string& interface, model::AttachMode mode) override {
    return controller_->attach(interface, mode);
  }
  core::Result<void> detach(const std::string& interface) override { return controller_->detach(interface); }
  std::variant<std::unique_ptr<control::FlowWalk>, control::Refused> flows(
      control::FlowQuestion question) override {
    return controller_->flows(std::move(question));
  }

  /// Tells the service manager that we are ready, and what we do.
  void announce();

 private:
  control::Api* controller_ = nullptr;
  Listen listen_;
};

}  // namespace shunt::daemon
