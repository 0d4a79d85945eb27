// SPDX-License-Identifier: Apache-2.0
#include "support/random/dice.h"

#include <cstdio>
#include <cstdlib>

namespace shunt::random {

std::uint64_t announced_seed() {
  const char* wanted = std::getenv("SHUNT_SEED");
  const std::uint64_t seed = wanted != nullptr ? std::strtoull(wanted, nullptr, 0) : std::random_device{}();
  std::printf("seed %llu; SHUNT_SEED=%llu repeats this run\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace shunt::random
