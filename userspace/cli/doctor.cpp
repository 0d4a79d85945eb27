// SPDX-License-Identifier: Apache-2.0
// `shunt doctor`: collects facts, has them judged, and shows the findings.
#include "cli/commands.h"
#include "cli/doctor_backend.h"
#include "cli/doctor_facts.h"
#include "cli/show_doctor.h"
#include "doctor/findings/host.h"
#include "doctor/findings/remedies.h"
#include "web/json_writer.h"

namespace shunt::cli {
namespace {

struct Report {
  std::string config_file;
  doctor::Severity worst;
  doctor::Findings findings;
};

void fields(auto& archive, const Report& report) {
  archive("config_file", report.config_file);
  archive("worst", to_string(report.worst));
  archive("findings", report.findings);
}

doctor::Finding no_configuration(const Patient& patient) {
  if (!patient.file_error.empty())
    return {.severity = doctor::Severity::kError,
            .id = "configuration",
            .what = patient.file_error,
            .why = "the controller goes on with what it had; a restart would fail",
            .commands = {"shunt check " + doctor::for_shell(patient.file)}};
  return {.severity = doctor::Severity::kWarning,
          .id = "no-configuration",
          .what = "there is no configuration: interfaces, services and backends were not looked at",
          .why = patient.no_access.empty()
                     ? "no controller answers, and /etc/shunt/shunt.yaml does not exist"
                     : "the controller may not be asked, and /etc/shunt/shunt.yaml cannot be seen",
          .commands = {"shunt doctor --config FILE"}};
}

}  // namespace

int exit_status_of(doctor::Severity severity) {
  switch (severity) {
    case doctor::Severity::kWarning: return kFoundWarning;
    case doctor::Severity::kError: return kFoundError;
    case doctor::Severity::kOk:
    case doctor::Severity::kNote: break;
  }
  return kDone;
}

Outcome execute(const DoctorCommand& command, const Globals& globals, const Style& style) {
  const auto patient = find_patient(command, globals);
  if (!patient) return failure(patient.error());
  if (!command.service.empty()) return examine_backend(command, globals, *patient, style);
  Report report{.config_file = patient->file, .findings = examine(host_facts(*patient, globals))};
  if (!patient->configured) report.findings.push_back(no_configuration(*patient));
  report.worst = worst(report.findings);
  return {.exit_status = exit_status_of(report.worst),
          .out = globals.json ? web::JsonWriter::text_of(report) + "\n" : show(report.findings, style)};
}

}  // namespace shunt::cli
