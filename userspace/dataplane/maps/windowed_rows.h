// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "dataplane/maps/mapping.h"

namespace shunt::dataplane {

/// Rows of a map that are in this process's memory while a Window shows them.
template <typename Row>
class Window {
 public:
  Window(Mapping mapping, std::size_t count)
      : mapping_(std::move(mapping)), rows_(static_cast<Row*>(mapping_.start()), count) {}

  [[nodiscard]] std::span<Row> rows() const { return rows_; }

 private:
  Mapping mapping_;
  std::span<Row> rows_;
};

/// A map of which only a part is used at a time, so that the rest need not be in this process's memory: tables of
/// slots are written once, and names of flows are read while the table is swept (bench/README.md has what it
/// saves).
template <typename Row>
class WindowedRows {
 public:
  WindowedRows() = default;

  /// `fd` stays the owner's, who keeps it open. `rows`: how many the map has.
  WindowedRows(int fd, std::size_t rows) : fd_(fd), size_(rows) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t size_bytes() const { return size_ * sizeof(Row); }

  /// `count` rows from `first` on. Throws std::bad_alloc, as any memory that cannot be had. Cost: see Mapping.
  [[nodiscard]] Window<Row> show(std::size_t first, std::size_t count) const {
    constexpr auto kAccess = std::is_const_v<Row> ? Mapping::Access::kRead : Mapping::Access::kWrite;
    auto mapping = Mapping::make(fd_, first * sizeof(Row), count * sizeof(Row), kAccess);
    if (!mapping) throw std::bad_alloc();
    return Window<Row>(*std::move(mapping), count);
  }

 private:
  int fd_ = -1;
  std::size_t size_ = 0;
};

}  // namespace shunt::dataplane
