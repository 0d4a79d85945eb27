// SPDX-License-Identifier: Apache-2.0
// What becomes of a packet, as a view: see views.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/address.h"

namespace shunt::control {

/// The service that the packet belongs to.
struct ExplainedService {
  std::string name;
  std::string match;  ///< why it: "exactly 192.0.2.10 80/tcp", "5000-5999/udp of 192.0.2.0/24"
  std::string scheduler;
};

/// The slot of its table that the flow hash names.
struct ExplainedSlot {
  std::uint32_t number = 0;
  std::uint32_t of = 0;
  std::string hash;      ///< of the flow: 16 hexadecimal digits
  std::string state;     ///< "steady", "migrating" (new flows go to `current`, old ones to `previous`), "tracked"
  std::string current;   ///< address of a backend, or "none"
  std::string previous;  ///< likewise
};

/// The packet's flow, if it is in the flow table.
struct ExplainedFlow {
  std::string state;    ///< "unconfirmed", "established", "closing", "udp"
  std::string backend;  ///< address, or "gone"
  std::uint32_t idle_s = 0;
};

struct ExplainedBackend {
  net::IpAddress address;
  std::string choice;  ///< why this one: "slot", "recorded", ...
  std::string text;    ///< the same for people
  std::string state;   ///< "serving", "draining" (takes no new flows), "failed", "removed"
  std::uint32_t weight = 0;
};

struct ExplainedNextHop {
  std::string interface;
  std::string destination_mac;
  std::string source_mac;
  std::optional<std::uint32_t> vlan;
  std::uint32_t mtu = 0;     ///< bytes from the outer IP header on
  std::uint32_t length = 0;  ///< that the packet has, by the same count
};

struct ExplainedFrame {
  std::uint32_t length = 0;          ///< bytes, from the Ethernet header on
  std::vector<std::string> headers;  ///< a line each, outermost first
  std::string bytes;                 ///< the first 256, two hexadecimal digits each
};

struct Explanation {
  std::string verdict;    ///< "forwarded", "dropped", "passed"
  std::string reason;     ///< name of shunt/reasons.h; empty: none
  std::string text;       ///< one line: what becomes of it, and why
  std::string interface;  ///< that it comes in by
  std::string config;     ///< the file that this answer is for; empty: what runs
  std::optional<ExplainedService> service;
  std::optional<ExplainedSlot> slot;
  std::optional<ExplainedFlow> flow;
  std::optional<ExplainedBackend> backend;
  std::optional<ExplainedNextHop> next_hop;
  ExplainedFrame in;
  std::optional<ExplainedFrame> out;  ///< of what is forwarded
  std::vector<std::string> notes;     ///< what to know beside it
};

}  // namespace shunt::control
