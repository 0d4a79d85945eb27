// SPDX-License-Identifier: Apache-2.0
#include "support/rows/index_rows.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "shunt/index_hash.h"

namespace shunt::rows {
namespace {

constexpr std::uint64_t kSeeds = 64;
constexpr int kMoves = 500;

struct Places {
  std::uint32_t first;
  std::uint32_t second;
};

Places places_of(const shunt_key& key, std::uint64_t seed, std::uint32_t mask) {
  std::uint64_t words[3];
  static_assert(sizeof(words) == sizeof(key));
  std::memcpy(words, &key, sizeof(words));
  const std::uint64_t hash = shunt_index_hash(words[0], words[1], words[2], seed);
  return {shunt_index_first(hash, mask), shunt_index_second(hash, mask)};
}

/// Puts `entry` into its first place; what lived there moves to its other one, and so on. False if that never
/// ends.
bool insert(std::vector<shunt_index_row>& rows, shunt_index_row entry, std::uint64_t seed, std::uint32_t mask) {
  std::uint32_t at = places_of(entry.key, seed, mask).first;
  for (int move = 0; move < kMoves; ++move) {
    std::swap(rows[at], entry);
    if (entry.key.kind == SHUNT_ROW_EMPTY) return true;
    const Places places = places_of(entry.key, seed, mask);
    at = at == places.first ? places.second : places.first;
  }
  return false;
}

void mark_displaced(std::vector<shunt_index_row>& rows, std::uint64_t seed, std::uint32_t mask) {
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    if (rows[row].key.kind == SHUNT_ROW_EMPTY) continue;
    const Places places = places_of(rows[row].key, seed, mask);
    if (places.first != row) rows[places.first].displaced = 1;
  }
}

std::optional<std::vector<shunt_index_row>> placed_with(std::uint64_t seed,
                                                        const std::vector<shunt_index_row>& entries,
                                                        std::uint32_t row_count) {
  std::vector<shunt_index_row> rows(row_count, shunt_index_row{});
  for (const shunt_index_row& entry : entries)
    if (!insert(rows, entry, seed, row_count - 1)) return std::nullopt;
  mark_displaced(rows, seed, row_count - 1);
  return rows;
}

}  // namespace

PlacedIndex place(const std::vector<shunt_index_row>& entries, std::uint32_t row_count) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    if (auto rows = placed_with(seed, entries, row_count)) return {seed, std::move(*rows)};
  std::fprintf(stderr, "%zu keys do not fit into %u rows of the service index\n", entries.size(), row_count);
  std::abort();
}

}  // namespace shunt::rows
