// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "control/controller.h"

namespace shunt::control {

using Kind = Refused::Kind;

std::variant<DiagnosisReport, Refused> Controller::diagnose(const std::string& service,
                                                            const net::IpAddress& backend) {
  const auto known = std::ranges::find(config_.services, service, &model::Service::name);
  if (known == config_.services.end())
    return Refused{Kind::kUnknown,
                   "there is no service " + service + "; `shunt status` lists those that there are"};
  const auto found = std::ranges::find(known->backends, backend, &model::Backend::address);
  if (found == known->backends.end())
    return Refused{Kind::kUnknown, "service " + service + " has no backend " + backend.to_string() +
                                       "; `shunt status " + service + "` lists those that it has"};
  const bool is_this_one = diagnosed_ && diagnosed_->service == service && diagnosed_->backend == backend;
  if (diagnosis_ != nullptr && is_this_one) return *diagnosed_;
  if (diagnosis_ != nullptr)
    return Refused{Kind::kConflict, "another diagnosis runs: of " + diagnosed_->service + " " +
                                        diagnosed_->backend.to_string() + "; try again in a few seconds"};
  diagnosed_ = DiagnosisReport{.service = service, .backend = backend, .running = true};
  diagnosis_ = std::make_unique<Diagnosis>(loop_, health_, config_, ways_, *known, *found,
                                           [this](const DiagnosisReport& report) {
                                             diagnosed_ = report;
                                             health_.give_back(config_, ways_);
                                             diagnosis_.reset();
                                           });
  return *diagnosed_;
}

std::variant<DiagnosisReport, Refused> Controller::diagnosis(const std::string& service,
                                                             const net::IpAddress& backend) {
  if (diagnosed_ && diagnosed_->service == service && diagnosed_->backend == backend) return *diagnosed_;
  return Refused{Kind::kUnknown, "no diagnosis of " + service + " " + backend.to_string() +
                                     "; ask for one by POST, or `shunt doctor " + service + " " +
                                     backend.to_string() + "`"};
}

}  // namespace shunt::control
