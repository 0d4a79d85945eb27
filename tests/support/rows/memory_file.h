// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <span>

#include "core/unique_fd.h"
#include "dataplane/maps/windowed_rows.h"

namespace shunt::dataplane {

/// Rows in a file without a name, all zero: what can be mapped like a map in the kernel.
template <typename Row>
class MemoryFile {
 public:
  explicit MemoryFile(std::size_t rows) : fd_(make(rows * sizeof(Row))), rows_(fd_.get(), rows) {}

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] Row& operator[](std::size_t row) const { return span()[row]; }
  [[nodiscard]] std::span<Row> span() const { return all_.rows(); }
  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] WindowedRows<Row> windowed() const { return rows_; }
  [[nodiscard]] WindowedRows<const Row> read_only() const { return {fd_.get(), size()}; }

 private:
  static core::UniqueFd make(std::size_t bytes) {
    core::UniqueFd file(::memfd_create("rows", MFD_CLOEXEC));
    if (::ftruncate(file.get(), static_cast<off_t>(bytes)) != 0) std::abort();
    return file;
  }

  core::UniqueFd fd_;
  WindowedRows<Row> rows_;
  Window<Row> all_ = rows_.show(0, rows_.size());
};

}  // namespace shunt::dataplane
