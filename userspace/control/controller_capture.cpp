// SPDX-License-Identifier: Apache-2.0
#include "control/controller.h"

namespace shunt::control {
namespace {

Refused no_capture(std::uint64_t id) {
  return {Refused::Kind::kUnknown,
          "there is no capture " + std::to_string(id) + "; the last one that ended is kept"};
}

}  // namespace

std::variant<CaptureReport, Refused> Controller::begin_capture(const CaptureRequest& request) {
  if (capture_ != nullptr && capture_->report().running)
    return Refused{Refused::Kind::kConflict,
                   "another capture runs (" + std::to_string(capture_->report().id) + "); one at a time"};
  auto begun = Capture::begin(loop_, *forwarder_, interfaces_,
                              {.interface = [this](unsigned ifindex) {
    return interface_name(ifindex); },
                               .services = [this]() -> const auto& { return traffic_.publisher().services();
}
}  // namespace shunt::control
,
                              request, ++captures_);
if (auto* refused = std::get_if<Refused>(&begun)) return std::move(*refused);
capture_ = std::get<std::unique_ptr<Capture>>(std::move(begun));
return capture_->report();
}

std::variant<CaptureReport, Refused> Controller::capture(std::uint64_t id) {
  if (capture_ == nullptr || capture_->report().id != id) return no_capture(id);
  return capture_->report();
}

std::variant<std::string, Refused> Controller::captured_packets(std::uint64_t id) {
  if (capture_ == nullptr || capture_->report().id != id) return no_capture(id);
  return capture_->take();
}

std::variant<CaptureReport, Refused> Controller::end_capture(std::uint64_t id) {
  if (capture_ == nullptr || capture_->report().id != id) return no_capture(id);
  capture_->end();
  return capture_->report();
}

}  // namespace shunt::control
