// SPDX-License-Identifier: Apache-2.0
// XDP programs onto interfaces and off again: docs/attach.md.
//
// Whatever is attached here stays when the process ends, however it ends. Nothing here touches another's program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "dataplane/attach/loaded_program.h"
#include "dataplane/attach/ownership.h"
#include "dataplane/attach/query.h"
#include "model/config.h"

namespace shunt::dataplane {

/// Place among the parts of a dispatcher, lowest first; libxdp's own default.
inline constexpr unsigned kRunPriority = 50;

struct AttachRequest {
  unsigned ifindex = 0;
  model::AttachMode mode = model::AttachMode::kAuto;
  unsigned run_priority = kRunPriority;
};

struct Attachment {
  unsigned ifindex = 0;
  std::string interface;
  Mode mode = Mode::kNative;
  bool dispatcher = false;            ///< a part of libxdp's dispatcher; else alone
  std::string alone_because;          ///< one line: why there is no dispatcher; empty if there is
  std::uint32_t program_id = 0;       ///< of our program as attached, `bpftool prog show id`
  std::vector<std::string> warnings;  ///< each one line, to act on: why generic mode, another instance
};

/// Puts `program` on the interface: as part of libxdp's dispatcher where the kernel has what that takes, else
/// alone; in native mode, else, if the request says auto, in generic mode with a warning. Where `ours` knows a
/// program of ours, it is replaced as by replace(). Errors are one line with a remedy: another's program without a
/// dispatcher, a driver, MTU, queue or permission problem. Cost: 10 to 100 ms; some drivers drop the carrier for
/// seconds when their first program comes.
core::Result<Attachment> attach(const LoadedProgram& program, const Ownership& ours, const AttachRequest& request);

/// Puts `program` in the place of the one that `ours` knows, left by a controller before, without a packet that
/// neither saw. Mode and form stay as they are, unless the request names another mode: that takes a detachment
/// between, and a warning says so. In a dispatcher, packets that the old one passes run through both for an
/// instant. Error: nothing of ours is there.
core::Result<Attachment> replace(const LoadedProgram& program, const Ownership& ours,
                                 const AttachRequest& request);

/// Takes ours off the interface, and leaves others' where they are. False: nothing of ours was there.
core::Result<bool> detach(const Ownership& ours, unsigned ifindex);

}  // namespace shunt::dataplane
