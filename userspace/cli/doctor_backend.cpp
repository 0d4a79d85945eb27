// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor_backend.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <thread>

#include "cli/client.h"
#include "cli/show_doctor.h"
#include "doctor/ask/direct_sockets.h"
#include "doctor/ask/examination.h"
#include "doctor/collect/poke.h"
#include "doctor/findings/backend.h"
#include "web/json.h"

namespace shunt::cli {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kHttpOk = 200;
constexpr auto kPause = 50ms;
constexpr auto kPatience = 60s;  // checks may take as long as their timeouts

core::Result<control::DiagnosisReport> ask_once(const Globals& globals, const Question& question) {
  const auto answer = ask(globals.socket, globals.pin_dir, question);
  if (!answer) return answer.error();
  if (answer->status != kHttpOk) return core::Error(web::refusal_from_json(answer->body).error);
  return web::from_json<control::DiagnosisReport>(answer->body);
}

core::Result<control::DiagnosisReport> ask_controller(const DoctorCommand& command, const Globals& globals) {
  const auto target = fmt::format("/v1/services/{}/backends/{}/diagnosis", percent_encoded(command.service),
                                  percent_encoded(command.backend.to_string()));
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  auto report = ask_once(globals, {.method = "POST", .target = target});
  while (report && report->running) {
    if (std::chrono::steady_clock::now() > deadline)
      return core::Error("the controller has not ended its diagnosis within a minute; try again");
    std::this_thread::sleep_for(kPause);
    report = ask_once(globals, {.method = "GET", .target = target});
  }
  return report;
}

core::Result<const model::Service*> find_service(const DoctorCommand& command, const Patient& patient) {
  if (!patient.configured)
    return core::Error("no controller answers, and there is no configuration; use --config FILE");
  const auto& services = patient.config.services;
  const auto service = std::ranges::find(services, command.service, &model::Service::name);
  if (service == services.end())
    return core::Error(
        fmt::format("no controller answers, and {} has no service {}", patient.file, command.service));
  if (std::ranges::find(service->backends, command.backend, &model::Backend::address) == service->backends.end())
    return core::Error(fmt::format("service {} of {} has no backend {}", command.service, patient.file,
                                   command.backend.to_string()));
  return &*service;
}

core::Result<doctor::Order> direct_order(const model::Service& service, const net::IpAddress& backend,
                                         const model::Config& config) {
  const auto survey = doctor::survey_neighbours({backend});
  if (!survey) return survey.error();
  const auto& way = survey->ways.at(0);
  doctor::Order order{.facts = {.service = service.name,
                                .backend = backend,
                                .vip = service.vip.address(),
                                .forwarding = service.forwarding,
                                .gue_port = config.tunnel.gue_port,
                                .no_tunnel = "no controller answers"},
                      .ports = service.ports,
                      .checks = service.health.checks};
  if (const auto obstacle = doctor::obstacle_of(way)) {
    order.facts.obstacle = obstacle->reason;
    order.facts.silent = obstacle->kind != route::Unresolved::Kind::kNoWay;
    return order;
  }
  const auto& path = std::get<route::Path>(way.path);
  order.facts.way = fmt::format("{}, MTU {}", path.device, path.next_hop.mtu);
  order.source = path.next_hop.local;
  return order;
}

core::Result<control::DiagnosisReport> ask_directly(const DoctorCommand& command, const Patient& patient) {
  const auto service = find_service(command, patient);
  if (!service) return service.error();
  auto order = direct_order(**service, command.backend, patient.config);
  if (!order) return order.error();
  boost::asio::io_context loop;
  doctor::DirectSockets sockets;
  // Below the ports of a controller's probes: another one of this host may run.
  const auto prober = health::make_prober(loop, sockets, 1, 60'999);
  control::DiagnosisReport report{.service = command.service, .backend = command.backend};
  const auto take = [&](const doctor::BackendFacts& facts) {
    const auto steps = diagnose(facts);
    report.failed = failed_step(steps);
    for (const auto& step : steps)
      report.steps.push_back({step.name, std::string(to_string(step.result)), step.what, step.why, step.commands});
    loop.stop();
  };
  const doctor::Examination examination(loop, *prober, *std::move(order), take);
  loop.run();
  return report;
}

doctor::Severity worst_of(const control::DiagnosisReport& report) {
  if (!report.failed.empty()) return doctor::Severity::kError;
  const auto unknown = std::ranges::find(report.steps, "unknown", &control::DiagnosisStep::result);
  return unknown == report.steps.end() ? doctor::Severity::kOk : doctor::Severity::kWarning;
}

}  // namespace

Outcome examine_backend(const DoctorCommand& command, const Globals& globals, const Patient& patient,
                        const Style& style) {
  // Its own sockets would need the same rights.
  if (!patient.no_access.empty()) return failure(core::Error(patient.no_access));
  const auto report = patient.status ? ask_controller(command, globals) : ask_directly(command, patient);
  if (!report) return failure(report.error());
  return {.exit_status = exit_status_of(worst_of(*report)),
          .out = globals.json ? web::to_json(*report) + "\n" : show(*report, style)};
}

}  // namespace shunt::cli
