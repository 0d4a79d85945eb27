// SPDX-License-Identifier: Apache-2.0
// What the forwarding code would do with a packet now, without doing it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "dataplane/forwarder/forwarder.h"
#include "shunt/trace.h"

struct observe_bpf;

namespace shunt::dataplane {

/// A packet's way, as the program tells it.
struct Look {
  shunt_trace trace{};
  std::string frame;  ///< as it would go on, from its Ethernet header on
};

class LookProgram {
 public:
  /// The forwarding code over the maps of `forwarder`, which has to live on. Nothing that it does lasts: no
  /// counter, no flow, no turn. Error and cost: as Forwarder::load(), without new maps.
  static core::Result<std::unique_ptr<LookProgram>> load(const Forwarder& forwarder);
  ~LookProgram();
  LookProgram(const LookProgram&) = delete;
  LookProgram& operator=(const LookProgram&) = delete;

  /// @param frame from its Ethernet header on; 14 to kLargestFrame bytes
  /// @param ingress number of the interface that it would come in by; it must have an XDP program. 0: lo
  /// Error: a frame of another size; the kernel refuses. Cost: 20 us.
  [[nodiscard]] core::Result<Look> look(std::string_view frame, unsigned ingress) const;

  /// What fits into a page beside the kernel's own, on every kernel.
  static constexpr std::size_t kLargestFrame = 3400;

 private:
  explicit LookProgram(observe_bpf* object) : object_(object) {}

  observe_bpf* object_;
};

}  // namespace shunt::dataplane
