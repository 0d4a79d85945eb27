// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "core/result.h"

struct bpf_object;

namespace shunt::dataplane {

/// A program that is loaded, and what it takes to load it once more.
///
/// One program goes onto an interface in one of two forms, which the kernel keeps apart by type. As XDP it is
/// attached alone, and runs in BPF_PROG_TEST_RUN: `plain_fd`. As EXT it replaces a function of libxdp's
/// dispatcher: that is a second load of the same object, and `prepare` makes it work on the same maps and
/// constants.
struct LoadedProgram {
  int plain_fd = -1;                        ///< type XDP; the caller's, open while the call lasts
  std::span<const std::byte> object_bytes;  ///< the ELF file
  std::string program_name;                 ///< of the function in it; at most 15 characters

  /// Called between open and load of the second instance: gives it the maps of the first (bpf_map__reuse_fd),
  /// their sizes and the values of its constants. At least one map must be shared: it is how Ownership knows the
  /// program.
  std::function<core::Result<void>(bpf_object*)> prepare;
};

}  // namespace shunt::dataplane
