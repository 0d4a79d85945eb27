// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace shunt::config {

/// By trial division: some 2,000 steps for the largest table.
bool is_prime(std::uint32_t number);

}  // namespace shunt::config
