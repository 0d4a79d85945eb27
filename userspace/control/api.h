// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "control/capture_views.h"
#include "control/diagnosis_report.h"
#include "control/explanation.h"
#include "control/flow_views.h"
#include "control/question.h"
#include "control/refused.h"
#include "control/views.h"
#include "core/result.h"
#include "history/view.h"
#include "model/config.h"
#include "model/overrides.h"
#include "net/address.h"

namespace shunt::control {

/// A change of one backend at run time; what is left out stays as it is.
struct BackendChange {
  std::optional<model::AdminState> state;
  std::optional<std::chrono::seconds>
      drain_for;                        ///< with kDraining: time to the deadline; nothing: tracking.drain
  std::optional<std::uint32_t> weight;  ///< 0 to model::kMaxWeight
  bool weight_of_file = false;          ///< ends the override of the weight; without `weight`
  bool force = false;                   ///< also if no backend is left then
};

/// What the web server asks of the controller. Called on the event loop's thread; no call waits for the network.
class Api {
 public:
  virtual ~Api() = default;

  /// Cost: linear in services and backends; no system call per backend.
  virtual Status status() = 0;

  /// Reads the counters from the maps. per_cpu: keep the parts beside the sums.
  virtual Stats stats(bool per_cpu) = 0;

  /// Of one service, with the alarms of that service; no services if there is none of this name. Cost: of that
  /// service.
  virtual Status service_status(const std::string& service) = 0;

  /// Of the last hour. Nothing: there is no such service or backend, or none is kept of it.
  virtual std::optional<history::View> history(const history::Query& query) = 0;

  /// Reads the configuration file again and applies all of it or nothing. What would move flows, and could not be
  /// tracked, is an error unless `force`.
  virtual ReloadReport reload(bool force) = 0;

  /// What a reload would do, with `file` in place of the controller's own; nothing: the controller's. Changes
  /// nothing.
  virtual PlanReport plan(std::optional<NamedText> file) = 0;

  /// Changes `backend` of `service` now, and remembers it over restarts and reloads.
  virtual std::variant<BackendReport, Refused> change_backend(const std::string& service,
                                                              const net::IpAddress& backend,
                                                              const BackendChange& change) = 0;

  /// Begins to ask `backend` of `service` step by step, or goes on if that runs already; a few seconds later
  /// diagnosis() has what came of it. Sends packets to that backend. One at a time: kConflict while another runs.
  virtual std::variant<DiagnosisReport, Refused> diagnose(const std::string& service,
                                                          const net::IpAddress& backend) = 0;

  /// The last one of that backend; kUnknown if another, or none, was asked for last.
  virtual std::variant<DiagnosisReport, Refused> diagnosis(const std::string& service,
                                                           const net::IpAddress& backend) = 0;

  /// What the loaded program's code would do with a packet on the maps as they are, or as a reload would leave
  /// them. Changes nothing. kInvalid: no packet, a configuration with errors; kUnknown: no such interface;
  /// kConflict: the kernel refuses. Cost: 20 us; at the first time 0.1 s, and with a configuration that of a plan
  /// and 0.2 s.
  virtual std::variant<Explanation, Refused> explain(const Question& question) = 0;

  /// Begins to capture packets, one capture at a time (kConflict); packets are forwarded as before. It ends with
  /// end_capture(), after CaptureRequest::count packets, and when nobody has taken packets for some seconds.
  /// kUnknown, kInvalid: the filter. Cost: 0.1 s; see docs/capture.md for that of packets.
  virtual std::variant<CaptureReport, Refused> begin_capture(const CaptureRequest& request) = 0;
  virtual std::variant<CaptureReport, Refused> capture(std::uint64_t id) = 0;

  /// A part of a pcapng file: what there is since the last call, whole blocks; empty: nothing yet.
  virtual std::variant<std::string, Refused> captured_packets(std::uint64_t id) = 0;

  /// Ends it; what is left can still be taken.
  virtual std::variant<CaptureReport, Refused> end_capture(std::uint64_t id) = 0;

  /// Attaches to `interface`, now or when it appears, until detach() or a reload that says otherwise.
  virtual core::Result<AttachReport> attach(const std::string& interface, model::AttachMode mode) = 0;

  /// Takes our program off `interface`; programs of others stay. An error if we are not attached there.
  virtual core::Result<void> detach(const std::string& interface) = 0;

  /// A look at the flow table, to be started. It goes on while the loop runs, and ends before this object does.
  /// kUnknown: no such service or backend; kConflict: others look already.
  virtual std::variant<std::unique_ptr<FlowWalk>, Refused> flows(FlowQuestion question) = 0;
};

}  // namespace shunt::control
