// SPDX-License-Identifier: Apache-2.0
// The command line as values. CLI11 stays in command_line.cpp and help.cpp.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/outcome.h"
#include "control/api.h"
#include "model/config.h"
#include "net/address.h"
#include "net/endpoint.h"

namespace shunt::cli {

struct RunCommand {
  std::filesystem::path config;
  std::filesystem::path state_file = "/var/lib/shunt/overrides.json";
  bool keep_on_stop = false;
  bool forget_flows = false;                 ///< do not go on with pinned maps
  std::optional<model::LogLevel> log_level;  ///< nothing: what the file says
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

/// Shows what is logged, and sets the level first if there is one.
struct LogCommand {
  std::optional<model::LogLevel> level;
};

struct UnloadCommand {};

/// A line for api.users_file.
struct PasswordCommand {
  std::string name;
  std::optional<std::filesystem::path>
      token_file;  ///< makes a token and writes it there; nothing: a password is read
};

/// This host, or one backend of one service.
struct DoctorCommand {
  std::optional<std::filesystem::path> config;  ///< nothing: the controller's, else the usual place
  std::string service;                          ///< empty: the host
  net::IpAddress backend;
};

/// What becomes of a packet: of `frame` in `packet`, or of the five numbers.
struct ExplainCommand {
  std::optional<net::NamedEndpoint> from;
  std::optional<net::NamedEndpoint> to;  ///< of the same family
  net::Protocol protocol = net::Protocol::kTcp;
  bool established = false;
  std::uint32_t length = 0;  ///< bytes of the IP packet; 0: its headers alone
  std::optional<std::filesystem::path> packet;
  std::uint64_t frame = 1;  ///< number in the file, from 1
  std::string interface;
  std::optional<std::filesystem::path> if_reloaded;  ///< "-": standard input
};

/// Ends after request.count packets or `time`, if they are there, and at SIGINT.
struct CaptureCommand {
  control::CaptureRequest request;
  std::filesystem::path file;  ///< "-": standard output
  bool full = false;           ///< whole frames
  std::optional<std::chrono::seconds> time;
};

struct FlowsCommand {
  control::FlowQuestion question;
  bool all = false;  ///< however many there are; question.limit does not count then
};

struct TopCommand {
  std::string service;                       ///< begins with its backends; empty: with all services
  std::chrono::milliseconds interval{2000};  ///< between two looks
  std::uint64_t count = 0;                   ///< looks until it ends; 0: until it is ended
  std::string sort;                          ///< a column of top's; empty: the first number
  std::string filter;                        ///< rows whose name has it
};

using Command =
    std::variant<RunCommand, CheckCommand, AttachCommand, DetachCommand, StatusCommand, StatsCommand,
                 ReloadCommand, PlanCommand, BackendCommand, DecapCommand, UnloadCommand, DoctorCommand,
                 ExplainCommand, CaptureCommand, LogCommand, FlowsCommand, TopCommand, PasswordCommand>;

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
