// SPDX-License-Identifier: Apache-2.0
// Beside other programs, through libxdp's dispatcher: a program with places that programs of type EXT take. libxdp
// pins their links under /sys/fs/bpf/xdp, so that they outlive the process that attached them.
#pragma once

#include <cstdint>
#include <string>

#include "dataplane/attach/alone.h"
#include "dataplane/attach/loaded_program.h"

namespace shunt::dataplane {

/// Why this kernel cannot run the dispatcher; empty: it can. Tried once a process: it needs kernel 5.10, BTF, and
/// the permission to replace programs.
const std::string& dispatcher_refusal();

struct JoinOutcome {
  std::string impossible{};  ///< not empty: no dispatcher for this program, with the reason; nothing was attached
  KernelAnswer answer{};     ///< of the driver, else
  std::uint32_t program_id = 0;  ///< of our part, if `answer` is done
  bool dispatcher = false;       ///< false: libxdp attached it alone instead
};

/// Loads `program` a second time, as EXT, and puts a dispatcher that holds it and the parts that are there now in
/// place of the present one, in one step. Lower `run_priority` runs earlier; later parts see a packet if ours says
/// XDP_PASS. Cost: some 10 ms.
JoinOutcome join_dispatcher(const LoadedProgram& program, unsigned ifindex, Mode mode, unsigned run_priority);

/// Puts a dispatcher without the part `program_id` in its place, in one step; the last part takes it away.
KernelAnswer leave_dispatcher(std::uint32_t program_id, unsigned ifindex, Mode mode);

}  // namespace shunt::dataplane
