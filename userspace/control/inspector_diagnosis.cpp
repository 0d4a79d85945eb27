// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "control/inspector.h"

namespace shunt::control {

using Kind = Refused::Kind;

std::variant<DiagnosisReport, Refused> Inspector::diagnose(const std::string& service,
                                                           const net::IpAddress& backend) {
  const auto known = std::ranges::find(subject_.config.services, service, &model::Service::name);
  if (known == subject_.config.services.end())
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
  diagnosis_ = std::make_unique<Diagnosis>(subject_.loop, subject_.health, subject_.config, subject_.ways, *known,
                                           *found, [this](const DiagnosisReport& report) {
                                             diagnosed_ = report;
                                             subject_.health.give_back(subject_.config, subject_.ways);
                                             diagnosis_.reset();
                                           });
  return *diagnosed_;
}

std::variant<DiagnosisReport, Refused> Inspector::diagnosis(const std::string& service,
                                                            const net::IpAddress& backend) {
  if (diagnosed_ && diagnosed_->service == service && diagnosed_->backend == backend) return *diagnosed_;
  return Refused{Kind::kUnknown, "no diagnosis of " + service + " " + backend.to_string() +
                                     "; ask for one by POST, or `shunt doctor " + service + " " +
                                     backend.to_string() + "`"};
}

}  // namespace shunt::control
