// SPDX-License-Identifier: Apache-2.0
// Forwards as the forwarding program does, and hands out packets on the way.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "core/result.h"
#include "dataplane/attach/loaded_program.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/maps/mapping.h"
#include "shunt/trace.h"

struct observe_bpf;
struct ring_buffer;

namespace shunt::dataplane {

class CaptureProgram {
 public:
  /// A packet: what is told of it, and behind that shunt_captured::kept and ::left bytes of its frame. The memory
  /// is the ring buffer's.
  using OnPacket = std::function<void(const shunt_captured& head, std::span<const std::byte> bytes)>;

  /// Works on the maps of `forwarder`, which has to live on. Captures nothing before keep_on().
  /// @param filter without `until`
  /// Error: as Forwarder::load(). Cost: 0.1 s, and kRingBytes of the kernel's memory.
  static core::Result<std::unique_ptr<CaptureProgram>> load(const Forwarder& forwarder,
                                                            const shunt_capture_filter& filter,
                                                            OnPacket on_packet);
  ~CaptureProgram();
  CaptureProgram(const CaptureProgram&) = delete;
  CaptureProgram& operator=(const CaptureProgram&) = delete;

  /// To be put in the place of Forwarder::program(); valid as long as this object.
  [[nodiscard]] LoadedProgram program() const;

  /// Captures for so long, by a clock of some milliseconds, unless called again before that is over: who dies
  /// captures no more. 0: no packet from now on.
  void keep_on(std::chrono::nanoseconds how_long);

  /// Becomes readable when there are packets.
  [[nodiscard]] int events_fd() const;

  /// Hands out `at_most` packets. @return whether there may be more
  bool read(std::size_t at_most);

  /// Summed over CPUs.
  [[nodiscard]] shunt_capture_stats stats() const;

  static constexpr std::uint32_t kRingBytes = 4 << 20;

 private:
  CaptureProgram(observe_bpf* object, OnPacket on_packet);

  core::Result<void> open(const shunt_capture_filter& filter);
  static int on_record(void* self, void* record, std::size_t size);

  observe_bpf* object_;
  ring_buffer* ring_ = nullptr;
  OnPacket on_packet_;
  std::optional<Mapping> filter_;
  std::size_t left_ = 0;  // packets that this read() may hand out
};

}  // namespace shunt::dataplane
