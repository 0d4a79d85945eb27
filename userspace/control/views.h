// SPDX-License-Identifier: Apache-2.0
// What the controller shows of itself: plain values, complete enough that a client needs no second question.
// Text fields are for people and may change; clients script against names, enums and numbers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"
#include "net/address.h"

namespace shunt::control {

using WallTime = std::chrono::system_clock::time_point;

enum class BackendState : std::uint8_t {
  kReady,       ///< next hop known: its slots forward
  kUnresolved,  ///< its packets are dropped as next_hop_unresolved; `reason` says why
  kIdle,        ///< weight 0: holds no slots
};

struct BackendStatus {
  net::IpAddress address;
  std::uint32_t weight = 0;
  BackendState state = BackendState::kUnresolved;
  std::uint32_t slots = 0;  ///< of ServiceStatus::table_size
  std::string next_hop;     ///< "eth0 02:00:5e:00:00:01", "... vlan 7"; empty while unresolved
  std::string reason;       ///< of kUnresolved: "no route to 198.51.100.7"; else empty
};

struct ServiceStatus {
  std::string name;
  net::IpPrefix vip;
  std::vector<model::PortRange> ports;
  model::Forwarding forwarding = model::Forwarding::kIpip;
  model::Scheduler scheduler = model::Scheduler::kMaglev;
  std::uint32_t table_size = 0;  ///< slots; 0: no backend to choose
  std::vector<BackendStatus> backends;
};

struct InterfaceStatus {
  std::string name;
  unsigned ifindex = 0;                                     ///< 0: there is no such interface now
  model::AttachMode configured = model::AttachMode::kAuto;  ///< what was asked for
  std::optional<model::AttachMode> attached;                ///< kNative or kGeneric; nothing: no program of ours
  bool dispatcher = false;  ///< attached beside other programs, by libxdp's dispatcher
  unsigned program_id = 0;  ///< of the kernel, as `bpftool prog` shows it; 0: none
  std::string state;  ///< one line: "attached", "waiting for the interface to appear", or why it is not attached
};

struct Status {
  std::string version;  ///< of the controller
  std::string kernel;   ///< uname -r
  int pid = 0;
  std::string config_file;
  WallTime started_at{};
  WallTime loaded_at{};          ///< when config_file was last applied
  std::uint32_t generation = 0;  ///< counts publications
  std::vector<ServiceStatus> services;
  std::vector<InterfaceStatus> interfaces;
  std::vector<std::string> alarms;  ///< what an operator should act on, one line each, most urgent first
};

struct Counter {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
};

/// Packets to a service; bytes are IP bytes as they came in.
struct ServiceCounters {
  Counter forwarded;
  Counter dropped;
};

/// Frames that the program saw; bytes are bytes of the frame as it came in. Each frame is in one of the four.
struct InterfaceCounters {
  Counter passed;
  Counter dropped;
  Counter transmitted;  ///< out of the port it came in by
  Counter redirected;   ///< out of another port
};

/// A sum over CPUs and, where asked for, its parts: one element per possible CPU, else none.
template <typename T>
struct Counted {
  T total{};
  std::vector<T> per_cpu;
};

struct BackendStats {
  net::IpAddress address;
  Counted<Counter> forwarded;
};

struct ServiceStats {
  std::string name;
  Counted<ServiceCounters> counters;
  std::vector<BackendStats> backends;
};

struct InterfaceStats {
  std::string name;  ///< empty: frames of interfaces that are no longer known
  Counted<InterfaceCounters> counters;
};

enum class Verdict : std::uint8_t { kDrop, kPass };

/// A row of bpf/include/shunt/reasons.h; rows that never counted are there too.
struct ReasonStats {
  std::string name;
  Verdict verdict = Verdict::kDrop;
  std::string text;  ///< what it means and what to do
  Counted<std::uint64_t> packets;
};

struct Stats {
  WallTime taken_at{};
  std::vector<ServiceStats> services;
  std::vector<InterfaceStats> interfaces;
  std::vector<ReasonStats> reasons;
};

struct Changes {
  std::uint32_t added = 0;
  std::uint32_t removed = 0;
  std::uint32_t changed = 0;
};

/// Outcome of a reload: all of the file, or nothing and why.
struct ReloadReport {
  std::vector<std::string>
      errors;  ///< empty: applied; else nothing was, one line each: "FILE:LINE:COLUMN: message"
  std::vector<std::string> warnings;
  Changes services;
  Changes backends;  ///< of services that were there before and after
  Changes interfaces;
  std::uint64_t slots_moved = 0;  ///< slots of surviving services that now name another backend
  std::chrono::microseconds total_time{};
  std::chrono::microseconds map_time{};  ///< the part of it that changed maps
};

/// Outcome of an attach.
struct AttachReport {
  InterfaceStatus interface;
  std::vector<std::string> warnings;  ///< "driver X has no native XDP: attached in generic mode, which is slower"
};

std::string_view to_string(BackendState state);  ///< "ready", "unresolved", "idle"
std::string_view to_string(Verdict verdict);     ///< "drop", "pass"

}  // namespace shunt::control
