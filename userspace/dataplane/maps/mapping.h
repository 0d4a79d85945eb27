// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "core/result.h"

namespace shunt::dataplane {

/// A part of a BPF map in this process's memory, for as long as this object lives. All of it is resident from the
/// first moment on, whether anybody touches it or not: the kernel gives a map's pages with mmap(), not with the
/// first access.
class Mapping {
 public:
  enum class Access { kRead, kWrite };

  /// @param fd a map that can be mapped (BPF_F_MMAPABLE, Linux 5.5), or a file
  /// @param offset,length in bytes, at any byte. Error: what mmap(2) says. Cost: some 0.7 us a page, its
  /// end included.
  static core::Result<Mapping> make(int fd, std::size_t offset, std::size_t length, Access access);

  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping();

  /// What is at `offset`.
  [[nodiscard]] void* start() const { return static_cast<std::byte*>(pages_) + skipped_; }

 private:
  Mapping(void* pages, std::size_t length, std::size_t skipped)
      : pages_(pages), length_(length), skipped_(skipped) {}

  void* pages_ = nullptr;  ///< null: moved away
  std::size_t length_ = 0;
  std::size_t skipped_ = 0;  ///< bytes of the first page that are before `offset`
};

}  // namespace shunt::dataplane
