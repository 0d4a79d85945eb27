// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "core/result.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/observe/look_program.h"
#include "dataplane/publish/publisher.h"

namespace shunt::dataplane {

/// What a publication would make of packets, without publishing it: maps beside those of a running program, in
/// which it is done, and looks at them.
class Shadow {
 public:
  /// Follows what `live` has published, as a publication there would, breaks allowed. `live` has to live on.
  /// Error: as Publisher::publish(). Cost: of that publication, and 0.2 s.
  static core::Result<std::unique_ptr<Shadow>> make(const Forwarder& live, const DesiredState& desired);

  [[nodiscard]] const LookProgram& program() const { return *program_; }
  [[nodiscard]] const MapMemory& memory() const { return maps_->memory(); }
  [[nodiscard]] const std::vector<Publisher::Service>& services() const { return publisher_.services(); }

 private:
  explicit Shadow(std::unique_ptr<Forwarder> maps);

  std::unique_ptr<Forwarder> maps_;
  Publisher publisher_;
  std::unique_ptr<LookProgram> program_;
};

}  // namespace shunt::dataplane
