// SPDX-License-Identifier: Apache-2.0
// The command line as values. CLI11 stays in command_line.cpp and help.cpp.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/outcome.h"
#include "control/api.h"
#include "model/config.h"
#include "net/address.h"

namespace shunt::cli {

struct RunCommand {
  std::filesystem::path config;
  std::filesystem::path state_file = "/var/lib/shunt/overrides.json";
  bool keep_on_stop = false;
  bool forget_flows = false;       ///< do not go on with pinned maps
  std::string log_level = "info";  ///< a level of spdlog
};

struct CheckCommand {
  std::filesystem::path file;
};

struct AttachCommand {
  std::string interface;
  model::AttachMode mode = model::AttachMode::kAuto;
};

struct DetachCommand {
  std::string interface;
};

struct StatusCommand {
  std::string service;  ///< that one, in detail; empty: all
};

struct StatsCommand {
  bool per_cpu = false;
};

struct ReloadCommand {
  bool force = false;
};

struct PlanCommand {
  std::optional<std::filesystem::path> file;  ///< "-": standard input; nothing: the controller's own
};

/// drain, enable, disable and weight are one: a change of a backend.
struct BackendCommand {
  std::string service;
  net::IpAddress backend;
  control::BackendChange change;
};

/// On a backend. At most one of `off` and `stats`.
struct DecapCommand {
  std::string interface;
  model::AttachMode mode = model::AttachMode::kAuto;
  std::uint16_t gue_port = 6080;
  std::vector<net::IpPrefix> from;  ///< outer sources to accept; empty: any
  std::vector<net::IpPrefix> vips;  ///< inner destinations to accept; empty: any
  std::vector<net::IpAddress> to;   ///< outer destinations; empty: the host's addresses
  bool off = false;
  bool stats = false;
};

struct UnloadCommand {};

using Command = std::variant<RunCommand, CheckCommand, AttachCommand, DetachCommand, StatusCommand, StatsCommand,
                             ReloadCommand, PlanCommand, BackendCommand, DecapCommand, UnloadCommand>;

/// What every command may look at.
struct Globals {
  std::filesystem::path socket = "/run/shunt/shunt.sock";
  std::filesystem::path pin_dir = "/sys/fs/bpf/shunt";
  bool json = false;
};

struct CommandLine {
  Globals globals;
  Command command;
};

/// A command to carry out, or what to print at once: help, the version, or what is wrong with the command line.
/// Reads SHUNT_SOCKET, SHUNT_PIN_DIR and SHUNT_STATE_FILE from the environment.
std::variant<CommandLine, Outcome> parse_command_line(int argc, const char* const* argv);

}  // namespace shunt::cli
