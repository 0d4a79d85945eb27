// SPDX-License-Identifier: Apache-2.0
// Api's questions that the inspector answers.
#include "control/controller.h"

namespace shunt::control {

std::variant<Explanation, Refused> Controller::explain(const Question& question) {
  return inspector_.explain(question);
}

std::variant<CaptureReport, Refused> Controller::begin_capture(const CaptureRequest& request) {
  return inspector_.begin_capture(request);
}

std::variant<CaptureReport, Refused> Controller::capture(std::uint64_t id) { return inspector_.capture(id); }

std::variant<std::string, Refused> Controller::captured_packets(std::uint64_t id) {
  return inspector_.captured_packets(id);
}

std::variant<CaptureReport, Refused> Controller::end_capture(std::uint64_t id) {
  return inspector_.end_capture(id);
}

std::variant<std::unique_ptr<FlowWalk>, Refused> Controller::flows(FlowQuestion question) {
  return inspector_.flows(std::move(question));
}

std::variant<DiagnosisReport, Refused> Controller::diagnose(const std::string& service,
                                                            const net::IpAddress& backend) {
  return inspector_.diagnose(service, backend);
}

std::variant<DiagnosisReport, Refused> Controller::diagnosis(const std::string& service,
                                                             const net::IpAddress& backend) {
  return inspector_.diagnosis(service, backend);
}

}  // namespace shunt::control
