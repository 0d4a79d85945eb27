// SPDX-License-Identifier: Apache-2.0
#include "dataplane/index/placement.h"

#include <array>
#include <cstring>
#include <utility>

namespace shunt::dataplane {
namespace {

/// With this many seeds, keys that fill half of the rows fail once in 0.2^-64 configurations.
constexpr std::uint64_t kSeeds = 64;

/// An odd constant far from round: the seeds differ in most of their bits.
constexpr std::uint64_t kSeedStep = 0x9e3779b97f4a7c15ULL;

struct Places {
  std::uint32_t first;
  std::uint32_t second;
};

Places places_of(const shunt_key& key, std::uint64_t seed, std::uint32_t mask) {
  std::array<std::uint64_t, 3> words{};
  static_assert(sizeof(words) == sizeof(key));
  std::memcpy(words.data(), &key, sizeof(key));
  const std::uint64_t hash = shunt_index_hash(words[0], words[1], words[2], seed);
  return {shunt_index_first(hash, mask), shunt_index_second(hash, mask)};
}

/// One attempt, with one seed.
class Attempt {
 public:
  Attempt(std::span<const shunt_key> keys, std::uint32_t rows, std::uint64_t seed)
      : rows_(rows, Placement::kEmpty), seed_(seed) {
    places_.reserve(keys.size());
    for (const shunt_key& key : keys) places_.push_back(places_of(key, seed, rows - 1));
  }

  bool run() {
    std::vector<std::uint32_t> homeless;
    for (std::uint32_t key = 0; key < places_.size(); ++key) {
      if (std::uint32_t& row = rows_[places_[key].first]; row == Placement::kEmpty) {
        row = key;
      } else {
        homeless.push_back(key);
      }
    }
    for (const std::uint32_t key : homeless)
      if (!insert(key)) return false;
    return true;
  }

  [[nodiscard]] Placement result() && {
    std::vector<std::uint8_t> displaced(rows_.size());
    for (std::size_t row = 0; row < rows_.size(); ++row)
      if (const std::uint32_t key = rows_[row]; key != Placement::kEmpty && places_[key].first != row)
        displaced[places_[key].first] = 1;
    return {seed_, std::move(rows_), std::move(displaced)};
  }

 private:
  /// Puts a key into its second place, and who lived there into its other one, and so on.
  bool insert(std::uint32_t key) {
    std::uint32_t row = places_[key].second;
    // A chain that can end visits no row more than twice.
    for (std::size_t moves = 0; moves <= 2 * places_.size(); ++moves) {
      std::swap(rows_[row], key);
      if (key == Placement::kEmpty) return true;
      row = places_[key].first == row ? places_[key].second : places_[key].first;
    }
    return false;
  }

  std::vector<Places> places_;
  std::vector<std::uint32_t> rows_;
  std::uint64_t seed_;
};

}  // namespace

std::optional<Placement> place_keys(std::span<const shunt_key> keys, std::uint32_t rows) {
  if (keys.size() > rows) return std::nullopt;
  for (std::uint64_t i = 1; i <= kSeeds; ++i)
    if (Attempt attempt(keys, rows, i * kSeedStep); attempt.run()) return std::move(attempt).result();
  return std::nullopt;
}

}  // namespace shunt::dataplane
