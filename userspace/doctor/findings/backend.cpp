// SPDX-License-Identifier: Apache-2.0
#include "doctor/findings/backend.h"

#include <fmt/format.h>

#include <algorithm>

#include "doctor/findings/remedies.h"

namespace shunt::doctor {
namespace {

/// Packets that clients send are up to this long.
constexpr std::uint32_t kClientPacket = 1500;

// One that its checks have taken out has no slots.
constexpr const char* kLost = "packets of its slots, if it has any, are dropped as next_hop_unresolved";

class Diagnosis {
 public:
  explicit Diagnosis(const BackendFacts& facts) : of_(facts), remedies_(facts) {}

  Steps run() {
    add("route", route());
    add("neighbour", neighbour());
    add("reachability", reachability());
    add("decapsulation", decapsulation());
    add("rp_filter", reverse_path());
    add("vip", vip());
    add("port", port());
    add("answer", answer());
    add("full_size", full_size());
    return std::move(steps_);
  }

 private:
  static Step passed(std::string what) { return {.result = StepResult::kPassed, .what = std::move(what)}; }
  static Step skipped(std::string what) { return {.result = StepResult::kSkipped, .what = std::move(what)}; }
  static Step failed(std::string what, std::string why, std::vector<std::string> commands) {
    return {{}, StepResult::kFailed, std::move(what), std::move(why), std::move(commands)};
  }
  static Step unknown(std::string what, std::string why, std::vector<std::string> commands) {
    return {{}, StepResult::kUnknown, std::move(what), std::move(why), std::move(commands)};
  }

  void add(std::string name, Step step) {
    if (const auto before = failed_step(steps_); !before.empty())
      step = skipped("not asked: " + before + " failed");
    step.name = std::move(name);
    steps_.push_back(std::move(step));
  }

  [[nodiscard]] std::string backend() const { return of_.backend.to_string(); }
  [[nodiscard]] std::string status_command() const { return "shunt status " + for_shell(of_.service); }
  [[nodiscard]] std::string vip_text() const { return of_.vip.to_string(); }
  [[nodiscard]] bool is_tunnelled() const { return of_.forwarding != model::Forwarding::kL2; }
  [[nodiscard]] bool is_mixed() const { return of_.vip.family() != of_.backend.family(); }

  static bool spoke(const Heard& heard) {
    return heard.reply == Reply::kAnswered || heard.reply == Reply::kRefused;
  }

  /// Something came back in the name of the VIP: all is well on the way to it.
  [[nodiscard]] bool vip_spoke() const {
    return of_.vip_ping.reply == Reply::kAnswered ||
           std::ranges::any_of(of_.ports, [](const PortHeard& port) { return spoke(port.at_vip); });
  }

  [[nodiscard]] bool backend_spoke() const {
    return of_.ping.reply == Reply::kAnswered || of_.tunnel_ping.reply == Reply::kAnswered || of_.objection ||
           of_.objects_to_others ||
           std::ranges::any_of(of_.ports, [](const PortHeard& port) { return spoke(port.at_backend); });
  }

  [[nodiscard]] Step route() const {
    if (of_.obstacle.empty() || of_.silent) return passed(of_.way.empty() ? "there is a route" : "by " + of_.way);
    return failed(of_.obstacle, kLost, remedies_.route());
  }

  [[nodiscard]] Step neighbour() const {
    if (of_.obstacle.empty()) return passed("the next hop answers on its link");
    return failed(of_.obstacle, kLost, remedies_.neighbour());
  }

  [[nodiscard]] Step reachability() const {
    if (of_.ping.reply == Reply::kAnswered) return passed(backend() + " answers pings, without the tunnel");
    if (backend_spoke()) return passed(backend() + " answers, though no pings");
    if (vip_spoke()) return passed("answers by way of the tunnel, though no pings without it");
    if (of_.ping.reply == Reply::kUnable)
      return unknown("could not be asked: " + of_.ping.reason, "pings need CAP_NET_RAW", {"run as root"});
    return failed(
        backend() + " does not answer, neither pings nor at the ports of the service",
        "its link answers, and the host does not: it is another host, a filter drops, or its way back is "
        "not here",
        remedies_.reachability());
  }

  [[nodiscard]] Step decapsulation() const {
    if (!is_tunnelled()) return skipped("l2 has no outer header");
    if (vip_spoke()) return passed("packets with the outer header arrive in the VIP's name");
    if (of_.tunnel_ping.reply == Reply::kAnswered)
      return passed(backend() + " answers a ping that came with the outer header");
    if (of_.objection) return objected(*of_.objection);
    if (was_taken()) return passed("packets with the outer header are taken: nobody objects, as to a closed port");
    if (of_.tunnel_ping.reply == Reply::kUnable)
      return unknown("could not be asked: " + of_.tunnel_ping.reason,
                     "packets with an outer header need CAP_NET_RAW", {"run as root"});
    return unknown(
        is_mixed()
            ? "the VIP does not answer; that family cannot be asked for another address, so that "
              "decapsulation, rp_filter and VIP cannot be told apart"
            : "packets with the outer header are lost in silence, and the backend's ICMP errors do not come "
              "here: missing decapsulation, rp_filter or a filter cannot be told apart",
        "nothing of a client reaches the server", remedies_.silent_tunnel());
  }

  [[nodiscard]] Step objected(const Objection& objection) const {
    const auto from = objection.from.to_string();
    switch (objection.kind) {
      case Objection::Kind::kNotTaken: break;
      case Objection::Kind::kProhibited:
        return failed("a filter refuses packets with the outer header: " + from + " says prohibited",
                      "nothing of a client reaches the server", remedies_.filter());
      case Objection::Kind::kTooBig:
        return failed(from + " says that a small packet with the outer header is too big",
                      "nothing of a client reaches the server", remedies_.mtu(0));
      case Objection::Kind::kUnreachable:
        return failed(from + " says that the backend cannot be reached", "a router on the way has no route",
                      remedies_.reachability());
    }
    return failed(
        "nobody decapsulates: " + from + " says that it does not know what " + remedies_.outer_name() + " is",
        "packets arrive and are refused with their outer header on", remedies_.decapsulation());
  }

  /// Lost in silence, where a host without decapsulation would have objected.
  [[nodiscard]] bool was_taken() const {
    return of_.objects_to_others && !is_mixed() && of_.tunnel_ping.reply == Reply::kSilent &&
           of_.ping.reply == Reply::kAnswered && of_.vip.family() == net::Family::kIpv4;
  }

  [[nodiscard]] Step reverse_path() const {
    if (of_.vip.family() == net::Family::kIpv6) return skipped("IPv6 has no rp_filter");
    if (vip_spoke() || of_.tunnel_ping.reply == Reply::kAnswered)
      return passed("does not drop what comes that way");
    if (!is_tunnelled()) return skipped("frames come in by the interface that the answer leaves by");
    if (was_taken())
      return failed("packets are taken and lost behind the decapsulation: rp_filter drops them, or a filter does",
                    "they come in by the tunnel device, while the route to their source leaves by another one",
                    remedies_.reverse_path());
    return unknown("see decapsulation", "a strict rp_filter drops in silence what a tunnel device hands over",
                   remedies_.reverse_path());
  }

  [[nodiscard]] Step vip() const {
    if (vip_spoke()) return passed("answers as " + vip_text());
    if (!of_.no_tunnel.empty())
      return unknown("could not be asked: " + of_.no_tunnel, "only the controller can ask the way that clients go",
                     {"shunt run --config FILE"});
    if (of_.vip_ping.reply == Reply::kUnable)
      return unknown("could not be asked: " + of_.vip_ping.reason,
                     "so it is not known whether clients are answered", {status_command()});
    const bool arrives =
        is_tunnelled() ? of_.tunnel_ping.reply == Reply::kAnswered : of_.ping.reply == Reply::kAnswered;
    if (arrives)
      return failed(fmt::format("nobody answers as {}, though {} does{}: the VIP is not configured there",
                                vip_text(), backend(), is_tunnelled() ? " with the same outer header" : ""),
                    "the host drops packets to an address that it has not", remedies_.vip());
    return unknown("nobody answers as " + vip_text() + "; see decapsulation",
                   "what is lost before cannot show whether the VIP is there", remedies_.vip());
  }

  [[nodiscard]] Step port() const {
    if (of_.ports.empty()) return skipped("the service is for any port: none to ask");
    if (!of_.no_tunnel.empty()) return direct_port();
    std::string open, untold;
    for (const auto& port : of_.ports) {
      const auto name = fmt::format("{}/{}", port.port, to_string(port.protocol));
      const auto& heard = port.at_vip;
      if (heard.reply == Reply::kRefused) return closed(port, name);
      if (heard.reply == Reply::kSilent && port.protocol == net::Protocol::kTcp) return silent_port(name);
      auto& list = heard.reply == Reply::kAnswered ? open : untold;
      list += (list.empty() ? "" : ", ") + name;
    }
    if (open.empty())
      return skipped("UDP does not say whether " + untold + (of_.ports.size() == 1 ? " is" : " are") + " open");
    return passed("open at " + vip_text() + ": " + open + (untold.empty() ? "" : "; cannot be told: " + untold));
  }

  [[nodiscard]] Step closed(const PortHeard& port, const std::string& name) const {
    const bool elsewhere = port.at_backend.reply == Reply::kAnswered;
    return failed(fmt::format("{} is closed at {}{}", name, vip_text(),
                              elsewhere ? ", and open at " + backend() + ": the server listens there alone" : ""),
                  "the tunnel and the VIP are well; nobody listens, or a filter rejects it",
                  remedies_.port(port, elsewhere));
  }

  [[nodiscard]] Step silent_port(const std::string& name) const {
    if (of_.vip_ping.reply != Reply::kAnswered)
      return unknown(name + " does not answer at " + vip_text(), "see vip", remedies_.filter());
    return failed(
        name + " does not answer at " + vip_text() + ", which answers pings: a filter drops, or its queue is full",
        "clients wait and give up", remedies_.filter());
  }

  /// Without the tunnel little can be said: a server may be bound to the VIP alone.
  [[nodiscard]] Step direct_port() const {
    std::string open, closed;
    for (const auto& port : of_.ports) {
      auto& list = port.at_backend.reply == Reply::kAnswered ? open : closed;
      list += fmt::format("{}{}/{}", list.empty() ? "" : ", ", port.port, to_string(port.protocol));
    }
    return unknown(
        "asked without the tunnel alone; " + (open.empty() ? "none is open: " + closed : "open: " + open),
        "a server may listen at the VIP alone, or at " + backend() + " alone", {"on the backend: ss -ltnu"});
  }

  [[nodiscard]] Step answer() const {
    if (of_.checks.empty()) return skipped("the service has no health check to ask");
    std::string well;
    const CheckHeard* untold = nullptr;
    for (const auto& check : of_.checks) {
      const auto reply = check.heard.reply;
      if (reply == Reply::kUnable || reply == Reply::kNotAsked) {
        if (untold == nullptr) untold = &check;
      } else if (reply != Reply::kAnswered) {
        return failed(check.asked + ": " + check.heard.reason, "the server answers, and not as its check wants",
                      {status_command(), "on the backend: look into the server's log"});
      } else {
        well += (well.empty() ? "" : ", ") + check.asked;
      }
    }
    if (untold == nullptr) return passed("passed: " + well);
    return not_asked(*untold, well);
  }

  /// A fault is said first: what could not be asked is no fault of the backend's.
  [[nodiscard]] Step not_asked(const CheckHeard& check, const std::string& well) const {
    const bool without_tunnel = check.heard.reply == Reply::kNotAsked && !of_.no_tunnel.empty();
    auto what = check.asked + " could not be asked: " + (without_tunnel ? of_.no_tunnel : check.heard.reason);
    if (!well.empty()) what += "; passed: " + well;
    if (without_tunnel)
      return unknown(std::move(what), "it goes by way of the dataplane, as clients do",
                     {"shunt run --config FILE"});
    return unknown(std::move(what), "it says nothing of the backend", {status_command()});
  }

  [[nodiscard]] Step full_size() const {
    const auto& [asked, largest] = of_.full_size;
    if (asked == 0)
      return skipped(of_.no_tunnel.empty() ? "the VIP answers no pings: nothing can be said"
                                           : "could not be asked: " + of_.no_tunnel);
    if (largest == 0)
      return unknown("pings to " + vip_text() + " are answered now and then only", "the way loses packets",
                     {"ping -c 100 " + backend()});
    if (largest < asked)
      return failed(fmt::format("packets of more than {} bytes are lost; {} with the outer header", largest,
                                largest + of_.overhead),
                    "connections open and then hang: the MTU on the way is too small, and nobody says so",
                    remedies_.mtu(largest));
    if (largest < kClientPacket)
      return unknown(fmt::format("packets of up to {} bytes arrive; longer ones do not fit {}", largest, of_.way),
                     "clients send up to 1500 bytes: longer ones are dropped here as too_big",
                     remedies_.mtu(largest));
    return passed(fmt::format("packets of {} bytes arrive", largest));
  }

  const BackendFacts& of_;
  Remedies remedies_;
  Steps steps_;
};

}  // namespace

Steps diagnose(const BackendFacts& facts) { return Diagnosis(facts).run(); }

std::string failed_step(const Steps& steps) {
  const auto failed = std::ranges::find(steps, StepResult::kFailed, &Step::result);
  return failed == steps.end() ? "" : failed->name;
}

Severity worst(const Steps& steps) {
  if (!failed_step(steps).empty()) return Severity::kError;
  return std::ranges::find(steps, StepResult::kUnknown, &Step::result) == steps.end() ? Severity::kOk
                                                                                      : Severity::kWarning;
}

std::string_view to_string(StepResult result) {
  switch (result) {
    case StepResult::kPassed: return "passed";
    case StepResult::kFailed: return "failed";
    case StepResult::kUnknown: return "unknown";
    case StepResult::kSkipped: break;
  }
  return "skipped";
}

}  // namespace shunt::doctor
