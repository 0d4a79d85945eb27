// SPDX-License-Identifier: Apache-2.0
// From facts of this host to findings. Pure.
#pragma once

#include "doctor/findings/finding.h"
#include "doctor/findings/host_facts.h"

namespace shunt::doctor {

Findings examine(const KernelFacts& kernel);
Findings examine(const MemoryFacts& memory);
Findings examine(const ClockFacts& clock);

/// @param cpus online
Findings examine(const InterfaceFacts& interface, unsigned cpus);
/// @param attached names of the interfaces that have our program, or shall have it
Findings examine(const Way& way, const std::vector<std::string>& attached);

/// @param forwards this host routes packets of the VIP's family
Findings examine(const VipFacts& vip, const std::vector<std::string>& attached, bool forwards);

/// Whether packets are spread as the tables say, and over the processors.
Findings examine(const LoadFacts& load, const std::vector<InterfaceFacts>& interfaces, unsigned cpus);

/// All of it, in this order, and the alarms of the controller.
Findings examine(const HostFacts& facts);

}  // namespace shunt::doctor
