// SPDX-License-Identifier: Apache-2.0
#include "model/health.h"

namespace shunt::model {

std::string_view to_string(CheckType type) {
  switch (type) {
    case CheckType::kHttp: return "http";
    case CheckType::kHttps: return "https";
    case CheckType::kUdp: return "udp";
    case CheckType::kDns: return "dns";
    case CheckType::kIcmp: return "icmp";
    case CheckType::kScript: return "script";
    case CheckType::kAgent: return "agent";
    case CheckType::kTcp: break;
  }
  return "tcp";
}

std::string_view to_string(CheckVia via) { return via == CheckVia::kDirect ? "direct" : "dataplane"; }

std::string_view to_string(InitialHealth initial) {
  switch (initial) {
    case InitialHealth::kUp: return "up";
    case InitialHealth::kDown: return "down";
    case InitialHealth::kCheck: break;
  }
  return "check";
}

std::string_view to_string(FullSize full_size) {
  switch (full_size) {
    case FullSize::kOff: return "off";
    case FullSize::kDown: return "down";
    case FullSize::kWarn: break;
  }
  return "warn";
}

std::string_view to_string(FailPolicy fail) {
  switch (fail) {
    case FailPolicy::kClosed: return "closed";
    case FailPolicy::kBackup: return "backup";
    case FailPolicy::kOpen: break;
  }
  return "open";
}

std::string_view to_string(Passive passive) {
  switch (passive) {
    case Passive::kWarn: return "warn";
    case Passive::kDown: return "down";
    case Passive::kOff: break;
  }
  return "off";
}

std::string to_string(const StatusRange& statuses) {
  std::string text = std::to_string(statuses.first);
  return statuses.first == statuses.last ? text : text + "-" + std::to_string(statuses.last);
}

}  // namespace shunt::model
