// SPDX-License-Identifier: Apache-2.0
// Doctor, asked by the controller: what it knows of a backend, and what it borrows to ask it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "control/diagnosis_report.h"
#include "control/health.h"
#include "control/ways.h"
#include "doctor/ask/examination.h"
#include "model/config.h"

namespace shunt::control {

class Diagnosis {
 public:
  /// `health` outlives it. `config` and `ways` are those of now; what changes meanwhile is not followed. `on_end`
  /// is called once, from the loop; the diagnosis may be destroyed within it.
  Diagnosis(boost::asio::io_context& loop, Health& health, const model::Config& config, const Ways& ways,
            const model::Service& service, const model::Backend& backend,
            std::function<void(const DiagnosisReport&)> on_end);

 private:
  std::unique_ptr<doctor::Examination> examination_;
};

/// As the API shows it. Pure.
DiagnosisReport show_diagnosis(const doctor::BackendFacts& facts);

}  // namespace shunt::control
