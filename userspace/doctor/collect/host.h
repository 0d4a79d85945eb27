// SPDX-License-Identifier: Apache-2.0
// The facts of this host, in the network namespace of the calling thread. Read only, but for VIPs: see vips.h.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/result.h"
#include "doctor/findings/host_facts.h"
#include "model/config.h"

namespace shunt::doctor {

/// @param pin_dir where the controller would pin
KernelFacts read_kernel(const std::filesystem::path& pin_dir);

/// @param loaded a controller has its maps already
MemoryFacts read_memory(const model::Config& config, bool loaded);
ClockFacts read_clock();
unsigned online_cpus();

/// Of the interface with this name; what cannot be read keeps its default.
InterfaceFacts read_interface(const std::string& name);

/// The ways to all backends. Where the kernel does not know a neighbour, it is asked for by a ping of 8 bytes,
/// and waited for up to a second.
core::Result<std::vector<Way>> read_ways(const model::Config& config);

bool forwards(net::Family family);

}  // namespace shunt::doctor
