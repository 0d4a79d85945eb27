// SPDX-License-Identifier: Apache-2.0
// Asks one probe and waits for its outcome.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "health/probe/probe.h"

namespace shunt::test {

/// Sockets by the host's own way.
class DirectSockets final : public health::Sockets {
 public:
  core::Result<health::Descriptor> open(const health::Destination& destination, int type, int protocol) override;
};

/// A loop, a prober, and what is asked of them.
class Probing {
 public:
  Probing();
  ~Probing();

  /// Runs the loop until the outcome is there, or fails the test.
  health::Outcome ask(const model::Check& check, const std::string& address = "127.0.0.1");
  health::Outcome ping(const std::string& address, std::uint32_t size, std::chrono::milliseconds timeout);
  /// The same with `begin` making the probe.
  health::Outcome outcome(const std::function<std::unique_ptr<health::Probe>(health::OnOutcome)>& begin);

  boost::asio::io_context loop{1};
  DirectSockets sockets;
  std::unique_ptr<health::Prober> prober;
};

health::Destination to(const std::string& address);

/// A check with a second of time.
model::Check check_of(model::CheckType type, std::uint16_t port);

}  // namespace shunt::test
