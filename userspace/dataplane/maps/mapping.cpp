// SPDX-License-Identifier: Apache-2.0
#include "dataplane/maps/mapping.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace shunt::dataplane {

core::Result<Mapping> Mapping::make(int fd, std::size_t offset, std::size_t length, Access access) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t skipped = offset % page;
  const std::size_t pages = (skipped + length + page - 1) / page * page;
  const int protection = access == Access::kWrite ? PROT_READ | PROT_WRITE : PROT_READ;
  void* start = ::mmap(nullptr, pages, protection, MAP_SHARED, fd, static_cast<off_t>(offset - skipped));
  if (start == MAP_FAILED) return core::Error::from_errno("cannot map a BPF map into memory", errno);
  return Mapping(start, pages, skipped);
}

Mapping::Mapping(Mapping&& other) noexcept
    : pages_(std::exchange(other.pages_, nullptr)), length_(other.length_), skipped_(other.skipped_) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(pages_, other.pages_);
  std::swap(length_, other.length_);
  std::swap(skipped_, other.skipped_);
  return *this;
}

Mapping::~Mapping() {
  if (pages_ != nullptr) ::munmap(pages_, length_);
}

}  // namespace shunt::dataplane
