// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace shunt::dataplane {

/// Sets a row of a per-CPU array to zero on every CPU.
template <typename T>
void clear_row(int fd, std::uint32_t row) {
  const std::vector<T> zeros(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  bpf_map_update_elem(fd, &row, zeros.data(), BPF_ANY);
}

/// A row of a per-CPU array, with one element per possible CPU; nothing: it cannot be read.
template <typename T>
std::optional<std::vector<T>> read_row(int fd, std::uint32_t row) {
  static_assert(sizeof(T) % 8 == 0);
  std::vector<T> values(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  if (bpf_map_lookup_elem(fd, &row, values.data()) != 0) return std::nullopt;
  return values;
}

/// All rows of a per-CPU array, each with one element per possible CPU. T's size is a multiple of 8, as the kernel
/// rounds elements up to. In batches (kernel 5.13).
template <typename T>
std::vector<std::vector<T>> read_rows(int fd, std::uint32_t rows) {
  static_assert(sizeof(T) % 8 == 0);
  constexpr std::uint32_t kBatch = 512;
  const auto cpus = static_cast<std::size_t>(libbpf_num_possible_cpus());
  std::vector<std::vector<T>> result;
  result.reserve(rows);
  std::vector<std::uint32_t> keys(kBatch);
  std::vector<T> values(kBatch * cpus);
  std::uint32_t position = 0;
  bool first = true;
  while (result.size() < rows) {
    std::uint32_t count = std::min<std::uint32_t>(kBatch, rows - static_cast<std::uint32_t>(result.size()));
    const int error = bpf_map_lookup_batch(fd, first ? nullptr : &position, &position, keys.data(), values.data(),
                                           &count, nullptr);
    first = false;
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto* row = &values[i * cpus];
      result.emplace_back(row, row + cpus);
    }
    if (error != 0 || count == 0) break;  // -ENOENT: that was the last batch
  }
  result.resize(rows, std::vector<T>(cpus));
  return result;
}

}  // namespace shunt::dataplane
