// SPDX-License-Identifier: Apache-2.0
// The kernel's small text files. Roots are parameters, so that tests point them at their own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "doctor/findings/host_facts.h"

namespace shunt::doctor {

/// The first line of a file; nothing: it cannot be read.
std::optional<std::string> first_line(const std::filesystem::path& file);

/// A number in a file such as those of /proc/sys; nothing: there is none.
std::optional<std::uint64_t> number_in(const std::filesystem::path& file);

/// "0-3,8": 0 1 2 3 8. What is no list of numbers ends it. At most 4096 of them.
std::vector<unsigned> cpu_list(std::string_view text);

/// The interrupts of `proc`/interrupts whose name begins with that of the interface, or which are among `numbers`,
/// with the processors that they may come to.
std::vector<Interrupt> interrupts_of(const std::filesystem::path& proc, const std::string& interface,
                                     const std::vector<unsigned>& numbers);

/// Bytes of MemAvailable in `proc`/meminfo; 0: unknown.
std::uint64_t available_memory(const std::filesystem::path& proc);

}  // namespace shunt::doctor
