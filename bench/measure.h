// SPDX-License-Identifier: Apache-2.0
// What benchmarks share: their end when they cannot measure, medians, and CPU time.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <utility>

namespace shunt::bench {

/// One line for the person, and status 1.
[[noreturn]] inline void fail(std::string_view message) {
  std::fprintf(stderr, "%s: %.*s\n", program_invocation_short_name, static_cast<int>(message.size()),
               message.data());
  std::exit(1);
}

/// What a core::Result holds; fail() if it is an error.
template <typename Result>
auto take(Result result) {
  if (!result) fail(result.error().message());
  return *std::move(result);
}

/// Of an odd number of values, in any order.
template <typename Values>
double median(Values values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// CPU time of this thread: leaves out what other programs take of a busy machine.
inline double cpu_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

}  // namespace shunt::bench
