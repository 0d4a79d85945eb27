// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "control/inspector.h"

namespace shunt::control {
namespace {

Refused no_capture(std::uint64_t id) {
  return {Refused::Kind::kUnknown,
          "there is no capture " + std::to_string(id) + "; the last one that ended is kept"};
}

}  // namespace

std::variant<CaptureReport, Refused> Inspector::begin_capture(const CaptureRequest& request) {
  if (capture_ != nullptr && capture_->report().running)
    return Refused{Refused::Kind::kConflict,
                   "another capture runs (" + std::to_string(capture_->report().id) + "); one at a time"};
  Capture::Names names{.interface = [this](unsigned ifindex) { return interface_name(ifindex); },
                       .services = [this]() -> const auto& {return subject_.traffic.publisher().services();
}
};  // namespace shunt::control
auto begun =
    Capture::begin(subject_.loop, subject_.forwarder, subject_.interfaces, std::move(names), request, ++captures_);
if (auto* refused = std::get_if<Refused>(&begun)) return std::move(*refused);
capture_ = std::get<std::unique_ptr<Capture>>(std::move(begun));
return capture_->report();
}

std::variant<CaptureReport, Refused> Inspector::capture(std::uint64_t id) {
  if (capture_ == nullptr || capture_->report().id != id) return no_capture(id);
  return capture_->report();
}

std::variant<std::string, Refused> Inspector::captured_packets(std::uint64_t id) {
  if (capture_ == nullptr || capture_->report().id != id) return no_capture(id);
  return capture_->take();
}

std::variant<CaptureReport, Refused> Inspector::end_capture(std::uint64_t id) {
  if (capture_ == nullptr || capture_->report().id != id) return no_capture(id);
  capture_->end();
  return capture_->report();
}

}  // namespace shunt::control
