// SPDX-License-Identifier: Apache-2.0
#include "support/program/counter_maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "shunt/abi.h"

namespace shunt::program {
namespace {

/// Every row of a per-CPU array, summed: `T` consists of shunt_counter.
template <typename T>
std::vector<T> summed_rows(const bpf_map* map) {
  constexpr std::size_t kCounters = sizeof(T) / sizeof(shunt_counter);
  const auto cpus = static_cast<std::size_t>(libbpf_num_possible_cpus());
  __u32 count = bpf_map__max_entries(map);
  std::vector<__u32> keys(count);
  std::vector<shunt_counter> values(count * cpus * kCounters);
  __u32 batch = 0;
  const __u32 wanted = count;
  const int error =
      bpf_map_lookup_batch(bpf_map__fd(map), nullptr, &batch, keys.data(), values.data(), &count, nullptr);
  if ((error != 0 && error != -ENOENT) || count != wanted) {
    std::perror("bpf_map_lookup_batch");
    std::abort();
  }
  std::vector<T> rows(count);
  for (std::size_t row = 0; row < count; ++row)
    for (std::size_t cpu = 0; cpu < cpus; ++cpu)
      for (std::size_t i = 0; i < kCounters; ++i) {
        const shunt_counter& value = values[(row * cpus + cpu) * kCounters + i];
        shunt_counter& sum = reinterpret_cast<shunt_counter*>(&rows[row])[i];
        sum.packets += value.packets;
        sum.bytes += value.bytes;
      }
  return rows;
}

outcome::Counter plain(const shunt_counter& counter) { return {counter.packets, counter.bytes}; }

}  // namespace

outcome::Counters::Rows read_counters(const bpf_map* map) {
  outcome::Counters::Rows rows;
  const auto values = summed_rows<shunt_counter>(map);
  for (std::uint32_t row = 0; row < values.size(); ++row)
    if (const outcome::Counter counter = plain(values[row]); counter != outcome::Counter{}) rows[row] = counter;
  return rows;
}

std::map<std::uint32_t, std::array<outcome::Counter, 4>> read_interface_counters(
    const bpf_map* map, const std::array<std::uint32_t, SHUNT_MAX_INTERFACES>& interfaces) {
  std::map<std::uint32_t, std::array<outcome::Counter, 4>> found;
  const auto rows = summed_rows<shunt_interface_counters>(map);
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    // In the order of outcome::Verdict.
    const std::array<outcome::Counter, 4> verdicts = {plain(rows[row].passed), plain(rows[row].dropped),
                                                      plain(rows[row].transmitted), plain(rows[row].redirected)};
    if (verdicts != std::array<outcome::Counter, 4>{})
      found[row < interfaces.size() ? interfaces[row] : 0] = verdicts;
  }
  return found;
}

}  // namespace shunt::program
