// SPDX-License-Identifier: Apache-2.0
// How a fuzzer says that a promise was broken.
#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program, for libFuzzer to keep its input, unless the promise is kept.
inline void require(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}
