// SPDX-License-Identifier: Apache-2.0
#include "control/diagnosis.h"

#include <net/if.h>

#include <algorithm>
#include <array>

#include "control/probe_source.h"
#include "control/targets.h"
#include "dataplane/publish/backend_row.h"
#include "doctor/findings/backend.h"

namespace shunt::control {
namespace {

doctor::BackendFacts known_facts(const model::Config& config, const Ways& ways, const model::Service& service,
                                 const net::IpAddress& backend) {
  doctor::BackendFacts facts{.service = service.name,
                             .backend = backend,
                             .vip = asked_address(service.vip),
                             .forwarding = service.forwarding,
                             .gue_port = config.tunnel.gue_port};
  if (const auto obstacle = ways.obstacle(service.forwarding, backend)) {
    facts.obstacle = *obstacle;
    const auto kind = ways.kind.find(backend);
    facts.silent = kind != ways.kind.end() && kind->second != route::Unresolved::Kind::kNoWay;
    return facts;
  }
  const auto& egress = ways.egress.at(backend);
  facts.overhead = dataplane::make_backend_row(service.forwarding, facts.vip.family(), backend, egress,
                                               config.tunnel.gue_port, 0)
                       .overhead;
  std::array<char, IF_NAMESIZE> name{};
  facts.way = std::string(::if_indextoname(egress.next_hop->ifindex, name.data()) == nullptr ? "?" : name.data()) +
              ", MTU " + std::to_string(egress.next_hop->mtu);
  return facts;
}

health::Target target_towards(const model::Service& service, const net::IpAddress& backend) {
  return {.backend = backend,
          .address = asked_address(service.vip),
          .forwarding = service.forwarding,
          .check = std::make_shared<const model::Check>()};
}

}  // namespace

Diagnosis::Diagnosis(boost::asio::io_context& loop, Health& health, const model::Config& config, const Ways& ways,
                     const model::Service& service, const model::Backend& backend,
                     std::function<void(const DiagnosisReport&)> on_end) {
  doctor::Order order{.facts = known_facts(config, ways, service, backend.address),
                      .ports = service.ports,
                      .checks = service.health.checks};
  if (order.facts.obstacle.empty()) {
    const auto path = health.borrow(target_towards(service, backend.address), config, ways);
    if (path.verdict == health::Verdict::kPassed && path.mark)
      order.tunnel = doctor::TunnelWay{.mark = *path.mark, .full_size = path.full_size};
    else
      order.facts.no_tunnel = path.reason;
    if (const auto local = ways.local.find(backend.address); local != ways.local.end())
      order.source = local->second;
    order.vip_source = probe_source(order.facts.vip.family(), config, order.source,
                                    ways.egress.at(backend.address).next_hop->ifindex, host_addresses());
  }
  examination_ = std::make_unique<doctor::Examination>(
      loop, health.prober(), std::move(order),
      [on_end = std::move(on_end)](const doctor::BackendFacts& facts) { on_end(show_diagnosis(facts)); });
}

DiagnosisReport show_diagnosis(const doctor::BackendFacts& facts) {
  DiagnosisReport report{.service = facts.service, .backend = facts.backend};
  const auto steps = diagnose(facts);
  report.failed = failed_step(steps);
  for (const auto& step : steps)
    report.steps.push_back({.name = step.name,
                            .result = std::string(to_string(step.result)),
                            .what = step.what,
                            .why = step.why,
                            .commands = step.commands});
  return report;
}

}  // namespace shunt::control
