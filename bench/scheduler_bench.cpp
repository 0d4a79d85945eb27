// SPDX-License-Identifier: Apache-2.0
// Time to build a service's table, how far its shares are from the weights, and how many slots of the others move
// when one backend goes; beside the same figures of Maglev by turns as published, with the same shares.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>
#include <vector>

#include "measure.h"
#include "scheduler/maglev.h"
#include "scheduler/permutation.h"
#include "scheduler/quota.h"
#include "scheduler/table_size.h"

namespace {

using shunt::bench::cpu_nanoseconds;
using shunt::scheduler::Candidate;
using Table = std::vector<std::uint32_t>;
using Builder = std::function<Table(const std::vector<Candidate>&, std::uint32_t)>;

constexpr int kRuns = 11;
constexpr std::uint64_t kSeed = 1;

struct Weights {
  const char* name;
  std::uint32_t (*of)(std::uint32_t backend);
};

constexpr std::array<Weights, 4> kWeights{{
    {"equal", [](std::uint32_t) { return 1U; }},
    {"1 and 3", [](std::uint32_t i) { return i % 2 == 0 ? 1U : 3U; }},
    {"1 to 100", [](std::uint32_t i) { return 1 + i * 37 % 100; }},
    {"harmonic", [](std::uint32_t i) { return 10'000 / (i + 1); }},
}};

std::vector<Candidate> make_candidates(std::uint32_t count, const Weights& weights) {
  std::vector<Candidate> candidates;
  for (std::uint32_t i = 0; i < count; ++i) {
    shunt::net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8};
    bytes[14] = static_cast<std::uint8_t>(i >> 8);
    bytes[15] = static_cast<std::uint8_t>(i);
    candidates.push_back({shunt::net::IpAddress(bytes), weights.of(i)});
  }
  return candidates;
}

/// Maglev as published: each backend in its turn claims one slot, however far it must walk for it; a backend of
/// weight w has turns at (k + 1/2) / w.
Table by_turns(const std::vector<Candidate>& candidates, std::uint32_t size) {
  struct Turn {
    double time;
    std::uint64_t identity;
    std::uint32_t backend;
  };
  std::vector<std::uint32_t> weights;
  for (const Candidate& candidate : candidates) weights.push_back(candidate.weight);
  const auto shares = shunt::scheduler::divide_slots(weights, size);
  std::vector<shunt::scheduler::Permutation> walks;
  std::vector<Turn> turns;
  for (std::uint32_t i = 0; i < candidates.size(); ++i) {
    const std::uint64_t identity = shunt::scheduler::identity_hash(candidates[i].address, kSeed);
    walks.push_back(shunt::scheduler::make_permutation(identity, size));
    for (std::uint32_t k = 0; k < shares[i]; ++k) turns.push_back({(k + 0.5) / weights[i], identity, i});
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    return a.time != b.time ? a.time < b.time : a.identity < b.identity;
  });
  Table table(size, UINT32_MAX);
  for (const Turn& turn : turns) {
    auto& [position, step] = walks[turn.backend];
    while (table[position] != UINT32_MAX) position = position < step ? position + size - step : position - step;
    table[position] = turn.backend;
  }
  return table;
}

Table by_arrival(const std::vector<Candidate>& candidates, std::uint32_t size) {
  return shunt::scheduler::build_maglev_table(candidates, size, kSeed);
}

double median_build_microseconds(const std::vector<Candidate>& candidates, std::uint32_t size) {
  std::array<double, kRuns> times{};
  for (double& time : times) {
    const double start = cpu_nanoseconds();
    if (by_arrival(candidates, size).size() != size) std::abort();
    time = (cpu_nanoseconds() - start) / 1e3;
  }
  return shunt::bench::median(times);
}

/// The largest distance of a share from its weight's, in slots, and as a part of what is allowed: one
/// slot or 1% of the share, whichever is more.
std::array<double, 2> imbalance(const Table& table, const std::vector<Candidate>& candidates) {
  std::vector<double> counts(candidates.size());
  double total = 0;
  for (const std::uint32_t owner : table) ++counts[owner];
  for (const Candidate& candidate : candidates) total += candidate.weight;
  std::array<double, 2> worst{};
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const double expected = static_cast<double>(table.size()) * candidates[i].weight / total;
    const double distance = std::abs(counts[i] - expected);
    worst = {std::max(worst[0], distance), std::max(worst[1], distance / std::max(1.0, expected / 100))};
  }
  return worst;
}

/// Percent of the other backends' slots that move when one goes: mean and maximum over up to 100 backends.
std::array<double, 2> disruption(const Builder& build, std::vector<Candidate> candidates, std::uint32_t size) {
  const Table before = build(candidates, size);
  const auto sample = std::min<std::uint32_t>(static_cast<std::uint32_t>(candidates.size()), 100);
  std::array<double, 2> result{};
  for (std::uint32_t n = 0; n < sample; ++n) {
    const auto gone = static_cast<std::uint32_t>(n * candidates.size() / sample);
    const std::uint32_t weight = std::exchange(candidates[gone].weight, 0);
    const Table after = build(candidates, size);
    candidates[gone].weight = weight;
    double others = 0;
    double moved = 0;
    for (std::size_t slot = 0; slot < size; ++slot) {
      if (before[slot] == gone) continue;
      ++others;
      moved += before[slot] != after[slot] ? 1 : 0;
    }
    const double percent = 100 * moved / others;
    result = {result[0] + percent / sample, std::max(result[1], percent)};
  }
  return result;
}

void measure(std::uint32_t backends, std::uint32_t size, const Weights& weights) {
  const auto candidates = make_candidates(backends, weights);
  const double time = median_build_microseconds(candidates, size);
  const auto [slots, of_allowed] = imbalance(by_arrival(candidates, size), candidates);
  const auto [mean, max] = disruption(by_arrival, candidates, size);
  const auto [turns_mean, turns_max] = disruption(by_turns, candidates, size);
  std::printf(
      "{\"bench\":\"scheduler\",\"backends\":%u,\"slots\":%u,\"weights\":\"%s\",\"build_us\":%.0f,"
      "\"imbalance_slots\":%.2f,\"imbalance_of_allowed\":%.2f,\"moved_percent_mean\":%.2f,"
      "\"moved_percent_max\":%.2f,\"turns_moved_percent_mean\":%.2f,\"turns_moved_percent_max\":%.2f}\n",
      backends, size, weights.name, time, slots, of_allowed, mean, max, turns_mean, turns_max);
  std::fflush(stdout);
}

}  // namespace

int main() {
  using shunt::scheduler::choose_table_size;
  for (const std::uint32_t backends : {10U, 20U, 82U, 100U, 327U, 1000U})
    for (const Weights& weights : kWeights) measure(backends, choose_table_size(backends), weights);
  // The size of the Maglev paper and of Katran, for comparison.
  for (const std::uint32_t backends : {100U, 1000U})
    for (const Weights& weights : kWeights) measure(backends, 65'537, weights);
}
