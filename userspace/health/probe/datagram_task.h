// SPDX-License-Identifier: Apache-2.0
// Probes of one datagram and its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "health/probe/pattern.h"
#include "health/probe/task.h"

namespace shunt::health {

class DatagramTask : public Task {
 public:
  DatagramTask(Shared& shared, std::chrono::milliseconds timeout, const Destination& destination,
               OnOutcome on_outcome)
      : Task(shared, timeout, std::move(on_outcome)), destination_(destination) {}

 protected:
  void ready() final;
  Finding late() override;

  /// "udp": what reasons begin with.
  [[nodiscard]] virtual std::string_view phase() const = 0;
  /// Of one datagram from the peer; nothing: it is not the answer.
  virtual std::optional<Finding> judge(std::string_view bytes) = 0;
  /// Of an error of the socket.
  [[nodiscard]] virtual Finding judge_error(int error, Teller teller) const;
  /// Of an error that receiving told: the one that concerns this probe; nothing: none does.
  virtual std::optional<int> own_error(int error) { return error; }
  /// Options of the socket before it is connected; 0 or an errno.
  virtual int prepare(int /*fd*/) { return 0; }

  /// Opens the socket, connects it so that only the peer is heard, and sends.
  void ask(int type, int protocol, std::uint16_t port, std::string_view bytes);

  [[nodiscard]] const Destination& destination() const { return destination_; }

 private:
  Destination destination_;
};

/// A check's question over UDP, and the pattern that its answer has to hold.
class UdpQuestionTask : public DatagramTask {
 public:
  UdpQuestionTask(Shared& shared, const model::Check& check, const Destination& destination, OnOutcome on_outcome)
      : DatagramTask(shared, check.timeout, destination, std::move(on_outcome)), check_(check) {}

 protected:
  void begin() final;

  /// What is sent. Error: why there is nothing to ask.
  virtual core::Result<std::string> question() = 0;

  [[nodiscard]] const model::Check& check() const { return check_; }
  [[nodiscard]] const std::string& asked() const { return asked_; }
  [[nodiscard]] const Pattern& expected() const { return expected_; }  ///< null: any answer

 private:
  const model::Check& check_;
  std::string asked_;
  Pattern expected_;
};

}  // namespace shunt::health
