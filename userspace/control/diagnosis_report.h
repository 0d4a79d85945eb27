// SPDX-License-Identifier: Apache-2.0
// What doctor says of a backend, as a view: see views.h.
#pragma once

#include <string>
#include <vector>

#include "net/address.h"

namespace shunt::control {

/// One step of the way of packets to a backend.
struct DiagnosisStep {
  std::string name;    ///< "route", "neighbour", "reachability", "decapsulation", "rp_filter", "vip", "port",
                       ///< "answer", "full_size"
  std::string result;  ///< "passed", "failed", "unknown", "skipped"
  std::string what;
  std::string why;                    ///< of failed and unknown; else empty
  std::vector<std::string> commands;  ///< likewise: what mends it
};

/// What doctor found of a backend.
struct DiagnosisReport {
  std::string service;
  net::IpAddress backend;
  bool running = false;  ///< not all is asked yet: `steps` is empty
  std::string failed;    ///< name of the first step that failed; empty: none did
  std::vector<DiagnosisStep> steps;
};

}  // namespace shunt::control
