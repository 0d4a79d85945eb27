// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace shunt::bench {

inline constexpr std::uint32_t kBackendsPerService = 10;

/// A configuration file of `services` services, each with backends of its own choice among 4,096 addresses.
/// `changed`: the first backend of the first service is another one.
std::string make_file(std::uint32_t services, bool changed);

}  // namespace shunt::bench
