// SPDX-License-Identifier: Apache-2.0
// The facts that doctor looks at, with what the controller adds to those of the host.
#pragma once

#include <optional>

#include "cli/command_line.h"
#include "control/views.h"
#include "core/result.h"
#include "doctor/findings/host_facts.h"

namespace shunt::cli {

/// Whom doctor looks at: the configuration, and the controller if one answers.
struct Patient {
  std::optional<control::Status> status;
  std::optional<control::Stats> stats;
  std::string no_access;  ///< why the controller may not be asked; empty: it may, or there is none
  model::Config config;
  bool configured = false;  ///< there is a configuration
  std::string file;
  std::string file_error;  ///< why it is not read, although a controller runs with it; else empty
};

/// Asks the controller, enters its network namespace, and reads the configuration. Error: the file cannot be read
/// or has errors, and was named, or no controller answers.
core::Result<Patient> find_patient(const DoctorCommand& command, const Globals& globals);

doctor::HostFacts host_facts(const Patient& patient, const Globals& globals);

/// Weights, slots and packets of what is published, and packets by CPU. Pure.
doctor::LoadFacts load_facts(const control::Status& status, const control::Stats& stats);

}  // namespace shunt::cli
