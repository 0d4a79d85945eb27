// SPDX-License-Identifier: Apache-2.0
// Time to build the service index, and how many keys a lookup does not find at its first place.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>

#include "dataplane/index/index.h"
#include "measure.h"

namespace {

using shunt::bench::cpu_nanoseconds;
using shunt::bench::median;
using shunt::dataplane::IndexEntry;
using shunt::model::PortRange;

constexpr int kRuns = 11;

/// Services with an address and two ports each.
std::vector<IndexEntry> make_entries(std::uint32_t count) {
  std::vector<IndexEntry> entries;
  for (std::uint32_t i = 0; i < count; ++i) {
    shunt::net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8};
    bytes[14] = static_cast<std::uint8_t>(i >> 8);
    bytes[15] = static_cast<std::uint8_t>(i);
    entries.push_back(
        {.vip = {shunt::net::IpAddress(bytes), 128},
         .ports = {PortRange{80, 80, shunt::net::Protocol::kTcp}, PortRange{443, 443, shunt::net::Protocol::kTcp}},
         .service = {}});
    entries.back().service.id = i;
  }
  return entries;
}

void measure(std::uint32_t services) {
  const auto entries = make_entries(services);
  const std::uint32_t rows = std::bit_ceil(services * 10);
  std::array<double, kRuns> times{};
  double displaced = 0;
  for (double& time : times) {
    const double start = cpu_nanoseconds();
    const auto image = shunt::dataplane::build_index(entries, rows, services * 4);
    time = (cpu_nanoseconds() - start) / 1e3;
    if (!image) std::abort();
    displaced = static_cast<double>(
        std::count_if(image->rows.begin(), image->rows.end(), [](const auto& row) { return row.displaced != 0; }));
  }
  const std::uint32_t keys = services * 3;
  std::printf(
      "{\"bench\":\"index\",\"services\":%u,\"keys\":%u,\"rows\":%u,\"build_us\":%.0f,"
      "\"rows_marked_displaced_percent\":%.1f}\n",
      services, keys, rows, median(times), 100 * displaced / rows);
}

}  // namespace

int main() {
  for (const std::uint32_t services : {10U, 100U, 1000U, 10'000U}) measure(services);
}
