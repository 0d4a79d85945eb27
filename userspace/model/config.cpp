// SPDX-License-Identifier: Apache-2.0
#include "model/config.h"

namespace shunt::model {

std::string_view to_string(AttachMode mode) {
  switch (mode) {
    case AttachMode::kNative: return "native";
    case AttachMode::kGeneric: return "generic";
    case AttachMode::kAuto: break;
  }
  return "auto";
}

std::string_view to_string(Forwarding forwarding) {
  switch (forwarding) {
    case Forwarding::kGue: return "gue";
    case Forwarding::kL2: return "l2";
    case Forwarding::kIpip: break;
  }
  return "ipip";
}

std::string_view to_string(Scheduler scheduler) {
  switch (scheduler) {
    case Scheduler::kSource: return "source";
    case Scheduler::kRoundRobin: return "round-robin";
    case Scheduler::kLeastConnections: return "least-connections";
    case Scheduler::kMaglev: break;
  }
  return "maglev";
}

std::string_view to_string(UdpTracking udp) { return udp == UdpTracking::kStateless ? "stateless" : "tracked"; }

std::string_view to_string(OnDown on_down) { return on_down == OnDown::kKeep ? "keep" : "move"; }

std::string to_string(const PortRange& ports) {
  std::string text = "any";
  if (ports.first == ports.last) {
    text = std::to_string(ports.first);
  } else if (ports.first != 0 || ports.last != 65535) {
    text = std::to_string(ports.first) + "-" + std::to_string(ports.last);
  }
  if (ports.protocol) text += "/" + std::string(net::to_string(*ports.protocol));
  return text;
}

}  // namespace shunt::model
