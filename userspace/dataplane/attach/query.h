// SPDX-License-Identifier: Apache-2.0
// Which XDP programs are on an interface now.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "dataplane/attach/program_info.h"

namespace shunt::dataplane {

enum class Mode : std::uint8_t { kNative, kGeneric };

/// libxdp's dispatcher, as the kernel shows it.
inline constexpr std::string_view kDispatcherName = "xdp_dispatcher";

std::string_view to_string(Mode mode);  ///< "native", "generic"

struct InterfacePrograms {
  Mode mode = Mode::kNative;
  bool dispatcher = false;            ///< the main program is libxdp's dispatcher, and its parts could be read
  ProgramInfo main;                   ///< what the driver runs; all zero: none
  std::vector<ProgramInfo> programs;  ///< in the order in which they run; alone: the main program

  [[nodiscard]] bool empty() const { return programs.empty(); }
};

/// Reads it from the kernel, and the parts of a dispatcher from libxdp's pins. An interface that does not exist
/// has none. Programs that are offloaded to the card are not listed: they neither hinder nor concern others.
/// Error: no permission. Cost: a dump of all links, some system calls a program.
core::Result<InterfacePrograms> query(unsigned ifindex);

/// "shunt_forward (id 7), xdp_filter (id 9)".
std::string to_string(const std::vector<ProgramInfo>& programs);

}  // namespace shunt::dataplane
