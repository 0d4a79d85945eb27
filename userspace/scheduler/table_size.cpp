// SPDX-License-Identifier: Apache-2.0
#include "scheduler/table_size.h"

#include <array>

namespace shunt::scheduler {
namespace {

// The first prime above 2^11, 2^13, ... 2^23. Primes, so that every step through a table visits every slot.
constexpr std::array<std::uint32_t, 7> kTableSizes{kMinTableSize, 8209,      32'771,       131'101,
                                                   524'309,       2'097'169, kMaxTableSize};

}  // namespace

std::uint32_t choose_table_size(std::size_t backends) {
  for (const std::uint32_t size : kTableSizes)
    if (size / kMinSlotsPerBackend >= backends) return size;
  return kMaxTableSize;
}

bool is_prime(std::uint32_t number) {
  if (number < 4) return number >= 2;
  if (number % 2 == 0 || number % 3 == 0) return false;
  for (std::uint64_t divisor = 5; divisor * divisor <= number; divisor += 6)
    if (number % divisor == 0 || number % (divisor + 2) == 0) return false;
  return true;
}

}  // namespace shunt::scheduler
