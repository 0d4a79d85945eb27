// SPDX-License-Identifier: Apache-2.0
// The lookup table of a service: weighted consistent hashing after Maglev (Eisenbud et al., NSDI 2016,
// section 3.4).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "net/address.h"

namespace shunt::scheduler {

/// A backend as the scheduler sees it. Identity is the address; its position in the span is its number in the
/// table.
struct Candidate {
  net::IpAddress address;
  std::uint32_t weight = 1;  ///< share of the slots; 0: none
  bool operator==(const Candidate&) const = default;
};

/// The table: for each slot the position of its candidate. `table_size` is a prime (choose_table_size), `seed` is
/// equal on instances that must agree. Empty if no candidate has weight or the size is no prime.
///
/// The same set of candidates gives the same table on every machine and in every order. Shares are those of
/// divide_slots(). Removing one of 100 backends moves less than 1% of the other backends' slots (measured:
/// docs/scheduler.md). Addresses are expected to differ. Cost: about 10 * table_size steps, 1 ms for 65,537 slots.
[[nodiscard]] std::vector<std::uint32_t> build_maglev_table(std::span<const Candidate> candidates,
                                                            std::uint32_t table_size, std::uint64_t seed);

}  // namespace shunt::scheduler
