// SPDX-License-Identifier: Apache-2.0
// What a controller before us left pinned: its maps, to be read, and some of them to be used on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/unique_fd.h"
#include "dataplane/maps/mapping.h"
#include "dataplane/publish/inherited.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

class PinnedMaps {
 public:
  /// Null: nothing is pinned in `directory` (see Pins). Error: what is pinned there is of another ABI version, or
  /// is no whole set of maps; it says what to do.
  static core::Result<std::unique_ptr<PinnedMaps>> open(const std::filesystem::path& directory);
  PinnedMaps(const PinnedMaps&) = delete;
  PinnedMaps& operator=(const PinnedMaps&) = delete;

  /// As it is now: the program that uses it may still be attached.
  [[nodiscard]] const shunt_control& control() const { return *memory_.control; }

  /// What the services were. Error: the maps contradict themselves.
  [[nodiscard]] core::Result<Inherited> read() const { return read_inherited(memory_); }

  /// By its name; -1: there is none.
  [[nodiscard]] int fd(std::string_view name) const;
  [[nodiscard]] std::uint32_t rows(std::string_view name) const;  ///< 0: there is none
  /// Of the flow table; 0: it cannot be used on.
  [[nodiscard]] std::uint32_t flow_buckets() const;

 private:
  struct Map {
    core::UniqueFd fd;
    std::uint32_t rows = 0;
    std::uint32_t row_size = 0;
  };
  PinnedMaps() = default;

  core::Result<void> open_map(const std::filesystem::path& directory, const char* name, std::uint32_t row_size);
  core::Result<const void*> map_memory(std::string_view name);

  std::map<std::string, Map, std::less<>> maps_;
  std::vector<Mapping> mappings_;
  InheritedMemory memory_;
};

}  // namespace shunt::dataplane
