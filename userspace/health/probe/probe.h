// SPDX-License-Identifier: Apache-2.0
// One question to one backend: begins when it is made, ends with one outcome or when it is destroyed.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "core/result.h"
#include "core/unique_fd.h"
#include "health/judge/outcome.h"
#include "model/health.h"
#include "net/address.h"

namespace shunt::health {

/// Where a probe goes.
struct Destination {
  net::IpAddress address;  ///< asked: the VIP through the dataplane, else the backend
  net::IpAddress backend;  ///< who should answer
  /// The row of the dataplane's probe targets that carries packets to `backend`; nothing: by the host's routes.
  std::optional<std::uint32_t> target;
  std::uint64_t version = 0;  ///< of that way: a socket of another one is not used again
};

/// What a probe waits for, and how it came.
struct Descriptor {
  core::UniqueFd fd;
  bool again = false;  ///< a probe of this prober had it before
};

/// Makes the sockets of probes.
class Sockets {
 public:
  virtual ~Sockets() = default;

  /// A socket that does not block, closes on exec, and sends to `destination` by its way; not connected. Error:
  /// one line, out of descriptors or no way to send. Cost: some 5 us, of one that was taken back 0.1 us.
  /// @param type SOCK_STREAM, SOCK_DGRAM or SOCK_RAW
  /// @param protocol as of socket(2): 0, IPPROTO_ICMP, ...
  virtual core::Result<Descriptor> open(const Destination& destination, int type, int protocol) = 0;

  /// Takes a TCP socket back that open() gave for `destination`: its connection ends by a reset, and the socket
  /// may be given again, with its options. A socket costs the kernel half of what a probe does.
  virtual void take_back(const Destination& destination, core::UniqueFd socket) {
    static_cast<void>(destination);
    static_cast<void>(socket);
  }
};

class Probe {
 public:
  virtual ~Probe() = default;  ///< ends it: the outcome is not told any more
};

using OnOutcome = std::function<void(Outcome)>;

/// What all probes of a controller share: compiled patterns, TLS contexts, the sockets of pings. Everything that
/// can block (files, fork) happens here or on a thread of its own, never on the loop.
class Prober {
 public:
  virtual ~Prober() = default;

  /// Probes once. `on_outcome` is called on the loop's thread, once, after this has returned, at the latest about
  /// when check.timeout is over; the probe may be destroyed within it. `check` and the loop outlive the probe.
  virtual std::unique_ptr<Probe> probe(const model::Check& check, const Destination& destination,
                                       OnOutcome on_outcome) = 0;

  /// Sends an ICMP echo request whose IP packet has `size` bytes, with DF set, and waits for the reply.
  virtual std::unique_ptr<Probe> ping(const Destination& destination, std::uint32_t size,
                                      std::chrono::milliseconds timeout, OnOutcome on_outcome) = 0;
};

/// `sockets` and `loop` outlive it, it outlives its probes.
/// @param first_port, last_port inclusive: where the identifiers of ICMP echo requests come from; the dataplane
///        knows the answers by them, as it does by the ports of other probes
std::unique_ptr<Prober> make_prober(boost::asio::io_context& loop, Sockets& sockets, std::uint16_t first_port,
                                    std::uint16_t last_port);

}  // namespace shunt::health
