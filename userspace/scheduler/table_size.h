// SPDX-License-Identifier: Apache-2.0
// How many slots the table of a service has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace shunt::scheduler {

/// Slots that each backend must have on average, so that rounding to whole slots stays below 1% of a share.
inline constexpr std::uint32_t kMinSlotsPerBackend = 100;

/// The smallest table: enough for 20 backends.
inline constexpr std::uint32_t kMinTableSize = 2053;

/// The largest table that is chosen without being asked for: enough for 83,886 backends.
inline constexpr std::uint32_t kMaxTableSize = 8'388'617;

/// A prime with at least kMinSlotsPerBackend slots for each of `backends`, as far as kMaxTableSize allows.
///
/// A flow's slot is its hash modulo the size: another size moves nearly all flows of the service. Hence few sizes,
/// each about four times the one before: a service grows from 21 to 82 backends within one size. Count every
/// backend of the service, also those without weight or down, so that health and drain never change the size.
[[nodiscard]] std::uint32_t choose_table_size(std::size_t backends);

/// By trial division: about 500 divisions for 2,097,169, at most 22,000.
[[nodiscard]] bool is_prime(std::uint32_t number);

}  // namespace shunt::scheduler
