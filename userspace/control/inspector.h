// SPDX-License-Identifier: Apache-2.0
// Answers about single packets, flows and backends, on the maps that packets use.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "control/capture.h"
#include "control/diagnosis.h"
#include "control/explanation.h"
#include "control/flow_walk.h"
#include "control/health.h"
#include "control/interfaces.h"
#include "control/question.h"
#include "control/refused.h"
#include "control/traffic.h"
#include "control/ways.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/observe/look_program.h"
#include "model/config.h"
#include "route/next_hops.h"

namespace shunt::control {

/// Changes nothing that packets meet, but for the program that the interfaces run while there is a capture. What
/// each question means and costs stands at Api. One thread: the event loop's.
class Inspector {
 public:
  /// What it looks at, all of which outlives it.
  struct Subject {
    boost::asio::io_context& loop;
    const model::Config& config;  ///< the one that is applied
    const Ways& ways;
    const route::NextHops& next_hops;
    const dataplane::Forwarder& forwarder;
    Interfaces& interfaces;
    Health& health;
    Traffic& traffic;
    std::function<Ways(const model::Config&)> ways_if_reloaded;
  };

  explicit Inspector(Subject subject) : subject_(std::move(subject)) {}

  std::variant<Explanation, Refused> explain(const Question& question);

  std::variant<CaptureReport, Refused> begin_capture(const CaptureRequest& request);
  std::variant<CaptureReport, Refused> capture(std::uint64_t id);
  std::variant<std::string, Refused> captured_packets(std::uint64_t id);
  std::variant<CaptureReport, Refused> end_capture(std::uint64_t id);

  std::variant<std::unique_ptr<FlowWalk>, Refused> flows(FlowQuestion question);

  std::variant<DiagnosisReport, Refused> diagnose(const std::string& service, const net::IpAddress& backend);
  std::variant<DiagnosisReport, Refused> diagnosis(const std::string& service, const net::IpAddress& backend);

  /// Ends the diagnosis that runs, if there is one: its probes are about to go.
  void stop_diagnosis() { diagnosis_.reset(); }

 private:
  std::variant<Explanation, Refused> explain_now(const std::string& frame, unsigned ingress);
  std::variant<Explanation, Refused> explain_if_reloaded(const NamedText& file, const std::string& frame,
                                                         unsigned ingress);
  [[nodiscard]] std::string interface_name(unsigned ifindex) const;

  Subject subject_;
  std::unique_ptr<dataplane::LookProgram> look_program_;  // from the first question on
  std::optional<DiagnosisReport> diagnosed_;
  std::unique_ptr<Diagnosis> diagnosis_;  // while it runs
  std::unique_ptr<Capture> capture_;      // the last one
  std::uint64_t captures_ = 0;
  std::size_t flow_walks_ = 0;  // under way
};

}  // namespace shunt::control
