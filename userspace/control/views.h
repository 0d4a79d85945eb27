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

#include "control/health_views.h"
#include "model/config.h"
#include "model/overrides.h"
#include "net/address.h"

namespace shunt::control {

enum class BackendState : std::uint8_t {
  kReady,       ///< next hop known: its slots forward
  kUnresolved,  ///< its packets are dropped as next_hop_unresolved; `reason` says why
  kIdle,        ///< weight 0: holds no slots
  kDraining,    ///< by an operator: takes no new flow, keeps those that it has
  kDisabled,    ///< by an operator: takes no packet
  kDown,        ///< by its health checks: takes no packet
  kStandby,     ///< does not serve: a backup since others do, the others since backups do, or by service.fail
  kRemoved,     ///< no longer in the file; flows that began before still go there
  kPending,     ///< its first health check has not ended; takes no flow yet
};

/// What an operator has set at run time beside the file. At least one of `state` and `weight` is there.
struct BackendOverride {
  std::optional<model::AdminState> state;    ///< kDraining or kDisabled; nothing: enabled, as the file says
  std::optional<std::chrono::seconds> left;  ///< of kDraining: until its deadline; nothing: it has none
  std::optional<std::uint32_t> weight;       ///< nothing: the file's
  std::uint32_t file_weight = 0;             ///< what the file says
};

struct BackendStatus {
  net::IpAddress address;
  std::uint32_t weight = 0;            ///< what is asked for, by the file or an override
  std::uint32_t effective_weight = 0;  ///< what is made of it now, by slow start, drain, health and so on
  BackendState state = BackendState::kUnresolved;
  bool backup = false;      ///< serves only when all that are no backups are down
  std::uint32_t slots = 0;  ///< of ServiceStatus::table_size
  std::uint32_t flows = 0;  ///< live ones in the flow table
  std::optional<BackendOverride> override;
  std::optional<BackendHealth> health;  ///< nothing: it is neither checked nor watched
  std::string next_hop;                 ///< "eth0 02:00:5e:00:00:01", "... vlan 7"; empty while unresolved
  std::string reason;  ///< of kUnresolved: "no route to 198.51.100.7"; of kDown: the failed check; of an agent
};

struct ServiceStatus {
  std::string name;
  net::IpPrefix vip;
  std::vector<model::PortRange> ports;
  model::Forwarding forwarding = model::Forwarding::kIpip;
  model::Scheduler scheduler = model::Scheduler::kMaglev;
  std::uint32_t table_size = 0;       ///< slots; 0: no backend to choose
  std::uint64_t fingerprint = 0;      ///< of the table: equal on instances that agree on it; see fingerprint.h
  std::uint32_t slots_migrating = 0;  ///< these look flows up, since they changed backends a short time ago
  std::uint32_t slots_tracked = 0;  ///< these too, only for flows that are recorded at another backend than theirs
  bool waiting = false;             ///< not published yet: its backends are being asked for the first time
  std::uint32_t healthy = 0;        ///< backends that are no backups, and up
  std::string failing;  ///< the policy in force as too few are: "open", "closed", "backup"; empty: enough are
  std::vector<BackendStatus> backends;
  std::optional<ProbeDurations> probe_durations;  ///< nothing: it has no checks
};

/// What came of the last reload.
struct LastReload {
  WallTime at{};  ///< when it ended
  bool applied = false;
  std::chrono::microseconds took{};
  std::string by;                   ///< "uid 0 (pid 4242)", "SIGHUP"; text
  std::vector<std::string> errors;  ///< why it was refused, as in ReloadReport: the first kMost
  std::uint64_t errors_left_out = 0;

  static constexpr std::size_t kMost = 20;
};

/// What came of reloads since the controller was started.
struct Reloads {
  std::uint64_t applied = 0;
  std::uint64_t refused = 0;
  std::optional<LastReload> last;  ///< nothing: there was none
};

struct InterfaceStatus {
  std::string name;
  unsigned ifindex = 0;                                     ///< 0: there is no such interface now
  model::AttachMode configured = model::AttachMode::kAuto;  ///< what was asked for
  std::optional<model::AttachMode> attached;                ///< kNative or kGeneric; nothing: no program of ours
  bool dispatcher = false;      ///< attached beside other programs, by libxdp's dispatcher
  unsigned receive_queues = 0;  ///< in use, when it was attached; 0: the driver does not say
  unsigned program_id = 0;      ///< of the kernel, as `bpftool prog` shows it; 0: none
  std::string state;  ///< one line: "attached", "waiting for the interface to appear", or why it is not attached
};

/// What the dataplane knows of single flows: those of slots that changed, and of services that track all.
struct FlowTableStatus {
  std::uint64_t capacity = 0;     ///< flows; 0: there is no table
  std::uint64_t flows = 0;        ///< confirmed by a second packet, and live
  std::uint64_t unconfirmed = 0;  ///< only a SYN came
  // Counted since the table was made.
  std::uint64_t inserted = 0;
  std::uint64_t evicted = 0;       ///< gave way to another flow while live
  std::uint64_t refused_full = 0;  ///< not recorded: no room
  std::uint64_t refused_rate = 0;  ///< not recorded: more new flows a second than the limit
};

struct Status {
  std::string version;  ///< of the controller
  std::string kernel;   ///< uname -r
  int pid = 0;
  std::string config_file;
  WallTime started_at{};
  WallTime loaded_at{};           ///< when config_file was last applied
  std::uint64_t fingerprint = 0;  ///< of the configuration: as that of a service's table
  std::uint32_t generation = 0;   ///< counts publications
  Reloads reloads;
  std::vector<ServiceStatus> services;
  std::vector<InterfaceStatus> interfaces;
  FlowTableStatus flow_table;
  std::vector<std::string> alarms;     ///< what an operator should act on, one line each, most urgent first
  std::vector<std::string> alarm_ids;  ///< of each of them what it is, and of whom: "backends_down web"
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
  // Sent to it, where they are counted: of services with passive health.
  std::optional<std::uint64_t> syns;           ///< first ones
  std::optional<std::uint64_t> syns_repeated;  ///< the same as one before
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
  std::vector<std::string> overrides;  ///< what stands beside the file: "web 10.0.0.11: weight 5 (file: 1)"
  Changes services;
  Changes backends;  ///< of services that were there before and after
  Changes interfaces;
  std::uint64_t slots_moved = 0;       ///< slots of surviving services that now name another backend
  std::uint64_t slots_tracked = 0;     ///< slots that look flows up from now on so that none moves
  std::uint32_t services_waiting = 0;  ///< new ones that are served when their backends have been asked once
  std::chrono::microseconds total_time{};
  std::chrono::microseconds map_time{};  ///< the part of it that changed maps
};

/// `change` of a plan is one of "added", "removed", "changed", "unchanged".
struct BackendPlan {
  net::IpAddress address;
  std::string change;
  std::uint32_t weight_before = 0;  ///< 0 also of one that is added; `after` likewise of one that is removed
  std::uint32_t weight_after = 0;
  std::uint32_t slots_before = 0;
  std::uint32_t slots_after = 0;
};

struct ServicePlan {
  std::string name;
  std::string change;
  std::vector<BackendPlan> backends;
  std::uint32_t table_size = 0;      ///< slots, after the reload
  std::uint32_t slots_moved = 0;     ///< these will name another backend
  std::uint32_t slots_tracked = 0;   ///< these will look flows up so that none moves
  std::uint64_t flows_recorded = 0;  ///< of the service in the flow table now
  std::vector<std::string> breaks;   ///< why flows of this service would move
};

/// What a reload would do, by the code that does it; nothing is changed.
struct PlanReport {
  std::vector<std::string> errors;  ///< of the file, as in ReloadReport: the rest is empty
  std::vector<std::string> warnings;
  std::vector<std::string> overrides;  ///< what would stand beside the file
  Changes services;
  Changes backends;  ///< of services that are there before and after
  Changes interfaces;
  std::uint64_t slots_moved = 0;
  std::uint64_t slots_tracked = 0;
  std::uint64_t slots_total = 0;    ///< of all services, after the reload
  std::vector<ServicePlan> plan;    ///< the services that change
  std::vector<std::string> breaks;  ///< what would move flows and cannot be tracked: a reload has to be forced
};

/// Outcome of a change of one backend at run time.
struct BackendReport {
  BackendStatus backend;  ///< as it is now
  std::uint64_t slots_moved = 0;
  std::vector<std::string> warnings;
};

/// Outcome of an attach.
struct AttachReport {
  InterfaceStatus interface;
  std::vector<std::string> warnings;  ///< "driver X has no native XDP: attached in generic mode, which is slower"
};

/// "ready", "unresolved", "idle", "draining", "disabled", "down", "standby", "removed", "pending"
std::string_view to_string(BackendState state);
std::string_view to_string(Verdict verdict);  ///< "drop", "pass"

}  // namespace shunt::control
