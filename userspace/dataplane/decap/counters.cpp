// SPDX-License-Identifier: Apache-2.0
#include "dataplane/decap/counters.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <string>

#include "shunt/decap.h"

namespace shunt::dataplane {
namespace {

struct Row {
  std::uint32_t number;
  std::string_view name;
  std::string_view verdict;  // "PASS" or "DROP"
  std::string_view text;
};

constexpr Row kRows[] = {
#define SHUNT_DECAP_ROW(number, NAME, name, verdict, text) {number, #name, #verdict, text},
    SHUNT_DECAP_RESULTS(SHUNT_DECAP_ROW)
#undef SHUNT_DECAP_ROW
};

}  // namespace

DecapCounter::Count DecapCounter::total() const {
  Count sum;
  for (const auto& count : cpus) {
    sum.packets += count.packets;
    sum.bytes += count.bytes;
  }
  return sum;
}

core::Result<std::vector<DecapCounter>> read_decap_counters(int map_fd) {
  const int cpus = libbpf_num_possible_cpus();
  if (cpus < 0) return core::Error::from_errno("cannot count the CPUs", -cpus);
  std::vector<DecapCounter> counters;
  std::vector<shunt_counter> values(static_cast<std::size_t>(cpus));
  for (const auto& row : kRows) {
    if (bpf_map_lookup_elem(map_fd, &row.number, values.data()) != 0)
      return core::Error::from_errno("cannot read the counter " + std::string(row.name), errno);
    DecapCounter counter{row.name, row.text, row.verdict == "DROP", {}};
    for (const auto& value : values) counter.cpus.push_back({value.packets, value.bytes});
    counters.push_back(std::move(counter));
  }
  return counters;
}

}  // namespace shunt::dataplane
