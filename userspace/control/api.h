// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "control/views.h"
#include "core/result.h"
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

/// Why a change was not made. One line for a person in `message`, as of core::Error.
struct Refused {
  enum class Kind : std::uint8_t {
    kUnknown,   ///< there is no such service or backend; the message names what there is
    kConflict,  ///< not as things are now: the last backend without force
    kInvalid,   ///< understood, and can never be done
  };
  Kind kind = Kind::kConflict;
  std::string message;
};

/// A configuration that is no file of the controller's machine.
struct NamedText {
  std::string name;  ///< for the diagnostics
  std::string text;  ///< YAML
};

/// What the web server asks of the controller. Called on the event loop's thread; no call waits for the network.
class Api {
 public:
  virtual ~Api() = default;

  /// Cost: linear in services and backends; no system call per backend.
  virtual Status status() = 0;

  /// Reads the counters from the maps. per_cpu: keep the parts beside the sums.
  virtual Stats stats(bool per_cpu) = 0;

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

  /// Attaches to `interface`, now or when it appears, until detach() or a reload that says otherwise.
  virtual core::Result<AttachReport> attach(const std::string& interface, model::AttachMode mode) = 0;

  /// Takes our program off `interface`; programs of others stay. An error if we are not attached there.
  virtual core::Result<void> detach(const std::string& interface) = 0;
};

}  // namespace shunt::control
