// SPDX-License-Identifier: Apache-2.0
// A question about the flow table, and its answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/health_views.h"
#include "net/address.h"

namespace shunt::control {

enum class FlowState : std::uint8_t {
  kUnconfirmed,  ///< TCP: only a SYN was seen
  kEstablished,  ///< TCP: a packet after the SYN was seen
  kClosing,      ///< TCP: a FIN or RST was seen
  kUdp,
};

/// A recorded flow. When it began is not recorded, and not shown.
struct FlowView {
  net::IpAddress client;
  std::uint16_t client_port = 0;
  net::IpAddress vip;
  std::uint16_t vip_port = 0;
  net::Protocol protocol = net::Protocol::kTcp;
  std::string service;
  net::IpAddress backend;
  FlowState state = FlowState::kEstablished;
  std::chrono::seconds
      idle{};              ///< since its last packet, by a clock of whole seconds that stops with the controller
  std::uint32_t slot = 0;  ///< of the service's table
};

/// Flows of one backend of one service.
struct FlowsOfBackend {
  std::string service;
  net::IpAddress backend;
  std::uint64_t flows = 0;  ///< the sum of the next four
  std::uint64_t unconfirmed = 0;
  std::uint64_t established = 0;
  std::uint64_t closing = 0;
  std::uint64_t udp = 0;
};

/// Flows of the clients in one prefix: at least `flows`, and at most `uncertain` more.
struct FlowsOfClient {
  net::IpPrefix client;
  std::uint64_t flows = 0;
  std::uint64_t uncertain = 0;
};

enum class FlowCounting : std::uint8_t { kNone, kBackend, kClient };
enum class FlowOrder : std::uint8_t { kNone, kIdle, kClient, kBackend, kService, kSlot };

/// Most flows, or rows of a count, in one answer: a megabyte or so of text.
inline constexpr std::uint32_t kMaxFlowRows = 2000;
inline constexpr std::uint32_t kFlowRows = 100;

/// Which flows, and what of them.
struct FlowQuestion {
  std::string service;  ///< empty: of all
  std::optional<net::IpAddress> backend;
  std::optional<net::IpPrefix> client;  ///< without host bits
  std::optional<net::Protocol> protocol;
  std::optional<std::chrono::seconds> idle_over;  ///< silent for longer than that
  std::uint32_t limit = kFlowRows;                ///< rows of the answer, 1 to kMaxFlowRows
  FlowCounting count = FlowCounting::kNone;
  int client_length = 128;  ///< of kClient: up to 32 IPv4 by that prefix and IPv6 by /64, above it IPv6 by it
  FlowOrder sort = FlowOrder::kNone;
  /// A place of the table to go on from; the walk ends when `limit` flows are found. Nothing: all of the table is
  /// walked, so that `matched` is their number. Neither with `count` nor with `sort`.
  std::optional<std::uint64_t> from;
};

struct FlowReport {
  WallTime taken_at{};
  std::uint64_t capacity = 0;  ///< flows that the table has room for
  std::uint64_t recorded = 0;  ///< live flows in what was walked
  std::uint64_t matched = 0;   ///< of these, those that were asked for
  std::uint64_t unsettled =
      0;                       ///< of these, those left out: being changed meanwhile, or of a service that is gone
  std::uint32_t services = 0;  ///< that were asked for
  std::uint32_t steady = 0;    ///< of these, those that record no flow now, since no slot of theirs needs it
  std::optional<std::uint64_t> next;    ///< the place to go on from; nothing: the end was reached
  std::chrono::microseconds work{};     ///< processor time of the controller
  std::chrono::microseconds longest{};  ///< the longest part of it in one go, by the clock on the wall
  std::vector<FlowView> flows;
  std::vector<FlowsOfBackend> backends;  ///< of kBackend: most flows first
  std::vector<FlowsOfClient> clients;    ///< of kClient: likewise
};

/// An answer that takes many turns of the event loop. Destroyed before its end, it stops.
class FlowWalk {
 public:
  virtual ~FlowWalk() = default;

  /// Once. `on_end` is called once, from the loop and not from here; the walk may be destroyed within it.
  virtual void start(std::function<void(FlowReport)> on_end) = 0;
};

/// "unconfirmed", "established", "closing", "udp"
std::string_view to_string(FlowState state);

}  // namespace shunt::control
