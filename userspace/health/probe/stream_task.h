// SPDX-License-Identifier: Apache-2.0
// A probe over one TCP connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "health/probe/task.h"

namespace shunt::health {

class StreamTask : public Task {
 public:
  StreamTask(Shared& shared, const model::Check& check, const Destination& destination, OnOutcome on_outcome)
      : Task(shared, check.timeout, std::move(on_outcome)), check_(check), destination_(destination) {}

 protected:
  void begin() override;
  void ready() final;
  Finding late() final;
  /// Resets the connection, so that nothing of it stays on either side.
  void closing(core::UniqueFd socket) final;
  /// Lets the peer read what was sent, instead.
  void close_gently() { gently_ = true; }

  /// Whether connected() sends or resets at once, so that no ACK has to go before. Always the same of one probe.
  [[nodiscard]] virtual bool speaks_first() const { return true; }
  /// The connection stands.
  virtual void connected() = 0;
  /// Went on waiting, and may go on.
  virtual void proceed() = 0;
  /// late(), once connected.
  virtual Finding late_answer() = 0;

  /// What is received at once: what has to be kept of it counts for the probe's own memory.
  static constexpr std::size_t kPortion = std::size_t{16} << 10;

  struct Received {
    std::string_view bytes;  ///< in the scratch: until something else is received
    int error = 0;           ///< EAGAIN: nothing now; without bytes and error the peer has ended
  };
  Received receive();
  /// Takes from the front of `bytes` what could be sent. 0, or the errno; EAGAIN if some are left.
  int send(std::string_view& bytes);

  [[nodiscard]] const model::Check& check() const { return check_; }
  [[nodiscard]] const Destination& destination() const { return destination_; }

 private:
  void prepare(const Descriptor& socket) const;
  void stand();

  const model::Check& check_;
  Destination destination_;
  bool connected_ = false;
  bool gently_ = false;
};

}  // namespace shunt::health
