// SPDX-License-Identifier: Apache-2.0
// The forwarding program compiled for this machine under the address and undefined-behaviour sanitizers. Each
// frame and each map lies in memory of exactly its size, so that a read beyond it ends the test.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "support/given/state.h"
#include "support/outcome/run.h"
#include "support/rows/map_rows.h"

namespace shunt::native {

/// Maps of a program, as its helpers see them. One at a time: the program's global data exist once.
class NativeProgram {
 public:
  NativeProgram();
  ~NativeProgram();
  NativeProgram(const NativeProgram&) = delete;
  NativeProgram& operator=(const NativeProgram&) = delete;

  void configure(const given::State& state);

  /// One frame of any size, 0 included.
  outcome::Run run(packet::View frame, std::uint32_t ingress);

  [[nodiscard]] outcome::Counters counters() const;

  /// Bytes that a frame may grow in front.
  void headroom(std::size_t bytes);
  /// The last frame wanted to grow more than that.
  [[nodiscard]] static bool growth_was_refused();

  /// For the helpers: the row of a map, or nullptr.
  void* row(const void* map, std::uint32_t number);
  /// The same of the one map whose keys are addresses.
  void* probe_vip(const shunt_address& vip);

 private:
  struct Rows {
    std::size_t size = 0;  ///< of one row
    std::vector<std::uint8_t> bytes;
  };
  template <typename Row>
  void hold(const void* map, const std::vector<Row>& rows);
  [[nodiscard]] outcome::Counters::Rows counted(const void* map) const;

  std::map<const void*, Rows> maps_;
  std::array<std::uint32_t, SHUNT_MAX_INTERFACES> interfaces_{};
  std::vector<shunt_address> probe_vips_;
};

}  // namespace shunt::native
