// SPDX-License-Identifier: Apache-2.0
#include "config/read_check.h"

#include <algorithm>
#include <array>
#include <string>

#include "config/read_command.h"
#include "config/scalars.h"
#include "config/words.h"

namespace shunt::config {
namespace {

using enum model::CheckType;

/// Of the service's ports the first single one that a protocol has.
std::optional<std::uint16_t> port_of(const model::Service& service, net::Protocol protocol) {
  const auto found = std::find_if(service.ports.begin(), service.ports.end(), [&](const model::PortRange& ports) {
    return ports.first == ports.last && ports.protocol.value_or(protocol) == protocol;
  });
  return found == service.ports.end() ? std::nullopt : std::optional(found->first);
}

void take_port(const CheckFields& fields, model::Check& check, const CheckScope& scope) {
  if (check.type == kIcmp || check.type == kScript) return;
  if (const auto node = fields["port"]) {
    const auto number = read_number(*node, "port", {1, 65535}, scope.findings);
    check.port = static_cast<std::uint16_t>(number.value_or(check.port));
    return;
  }
  const auto missing = [&](const std::string& reason) {
    scope.findings.error(fields.node().place(), "missing key \"port\" in a check of type " +
                                                    std::string(model::to_string(check.type)) +
                                                    "; expected 1 to 65535" + reason);
  };
  if (check.type == kAgent) {
    missing(", where the agent listens");
    return;
  }
  const bool udp = check.type == kUdp || check.type == kDns;
  if (const auto port = port_of(scope.service, udp ? net::Protocol::kUdp : net::Protocol::kTcp)) {
    check.port = *port;
  } else if (scope.places.all_ports) {  // else it may be the one that could not be read
    missing(std::string(", because the service's ports name no single one of ") + (udp ? "UDP" : "TCP"));
  }
}

void take_way(const CheckFields& fields, model::Check& check, Findings& findings) {
  using model::CheckVia;
  using model::FullSize;
  constexpr std::array kWays{CheckVia::kDataplane, CheckVia::kDirect};
  constexpr std::array kFullSizes{FullSize::kOff, FullSize::kWarn, FullSize::kDown};
  if (check.type == kAgent || check.type == kScript) check.via = CheckVia::kDirect;
  const auto way = fields["via"];
  const auto via = read_value(way, "via", kWays, findings);
  check.via = via.value_or(check.via);
  const bool direct = check.via == CheckVia::kDirect;
  if (direct) check.full_size = FullSize::kOff;
  const auto node = fields["full_size"];
  const auto full_size = read_value(node, "full_size", kFullSizes, findings);
  const bool unknown = way && !via;  // an error already; what goes with it, nobody knows
  if (!full_size || unknown) return;
  if (!direct || *full_size == FullSize::kOff) {
    check.full_size = *full_size;
    return;
  }
  findings.error(node->place(), "full_size: only checks through the dataplane have it, and this one is direct" +
                                    std::string(way ? "" : " (the default of its type)") +
                                    "; set via: dataplane, or remove the key");
}

void take_script(const CheckFields& fields, model::Check& check, const CheckScope& scope) {
  if (check.type != kScript) return;
  if (const auto command = fields["command"]) {
    check.script.command = read_command(*command, scope.files, scope.findings);
  } else {
    scope.findings.error(
        fields.node().place(),
        "missing key \"command\" in a check of type script; expected a list of an absolute path and its "
        "arguments, or the path alone");
  }
  if (const auto environment = fields["environment"])
    check.script.environment = read_environment(*environment, scope.findings);
}

}  // namespace

std::optional<model::Check> read_check(Node node, const CheckScope& scope) {
  using model::InitialHealth;
  constexpr std::array kInitials{InitialHealth::kCheck, InitialHealth::kUp, InitialHealth::kDown};
  const auto fields = CheckFields::read(node, scope.findings);
  if (!fields) return std::nullopt;
  model::Check check;
  check.type = fields->type();
  take_way(*fields, check, scope.findings);
  take_port(*fields, check, scope);
  read_pace(*fields, check, scope.findings);
  check.initial = read_value((*fields)["initial"], "initial", kInitials, scope.findings).value_or(check.initial);
  read_http_request(*fields, check.http, scope.findings);
  read_tls_options(*fields, check.tls, scope);
  read_dns_question(*fields, check.dns, scope.findings);
  take_script(*fields, check, scope);
  read_exchange(*fields, check, scope.findings);
  return check;
}

}  // namespace shunt::config
