// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "control/capture_views.h"
#include "control/interfaces.h"
#include "control/refused.h"
#include "dataplane/observe/capture_program.h"
#include "dataplane/publish/publisher.h"

namespace shunt::control {

/// Packets as a pcapng file, while somebody takes them. As long as it runs the observing program is in the place
/// of the forwarding one on all interfaces; the end of it, or of this object, puts that back.
class Capture {
 public:
  /// Names of what packets refer to, at the time when they come.
  struct Names {
    std::function<std::string(unsigned ifindex)> interface;
    std::function<const std::vector<dataplane::Publisher::Service>&()> services;
  };

  /// All outlive it. Refused: a filter for what is not there; the kernel.
  static std::variant<std::unique_ptr<Capture>, Refused> begin(boost::asio::io_context& loop,
                                                               const dataplane::Forwarder& forwarder,
                                                               Interfaces& interfaces, Names names,
                                                               const CaptureRequest& request, std::uint64_t id);
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  [[nodiscard]] CaptureReport report() const;

  /// What there is since the last call: whole blocks. Who does not ask for kPatience has died, and the capture
  /// ends.
  std::string take();

  /// Puts the forwarding program back. Packets that were captured can still be taken.
  void end();

  static constexpr std::chrono::seconds kPatience{5};
  /// Of blocks that nobody has taken yet; packets that come then are lost, and counted.
  static constexpr std::size_t kMostBytes = 8 << 20;

 private:
  Capture(boost::asio::io_context& loop, Interfaces& interfaces, Names names, const CaptureRequest& request,
          std::uint64_t id);
  std::optional<Refused> start(const dataplane::Forwarder& forwarder);
  void wait_for_packets();
  void tick();
  void add(const shunt_captured& head, std::span<const std::byte> bytes);
  std::uint32_t interface_number(unsigned ifindex);
  [[nodiscard]] std::string comment(const shunt_captured& head) const;

  Interfaces& interfaces_;
  Names names_;
  CaptureRequest request_;
  CaptureReport report_;
  std::unique_ptr<dataplane::CaptureProgram> program_;
  boost::asio::posix::stream_descriptor packets_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point taken_at_{};
  std::chrono::system_clock::time_point monotonic_zero_;  ///< when the clock of packets was 0
  std::string blocks_;
  std::map<unsigned, std::uint32_t> numbers_;  ///< of interfaces in the file
  std::uint64_t crowded_out_ = 0;
};

}  // namespace shunt::control
