// SPDX-License-Identifier: Apache-2.0
// What an operator asks for, after validation: plain values, no defaults left open, no text to parse.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/health.h"
#include "model/log.h"
#include "net/address.h"

namespace shunt::model {

// Behind an enumeration: its values in the order in which a person reads of them.

enum class AttachMode : std::uint8_t { kAuto, kNative, kGeneric };
inline constexpr std::array kAttachModes{AttachMode::kAuto, AttachMode::kNative, AttachMode::kGeneric};

enum class Forwarding : std::uint8_t { kIpip, kGue, kL2 };
inline constexpr std::array kForwardings{Forwarding::kIpip, Forwarding::kGue, Forwarding::kL2};

/// Who gets a new flow: by a hash of the flow, by a hash of the client's address, in turns, or who has the fewest.
enum class Scheduler : std::uint8_t { kMaglev, kSource, kRoundRobin, kLeastConnections };
inline constexpr std::array kSchedulers{Scheduler::kMaglev, Scheduler::kSource, Scheduler::kRoundRobin,
                                        Scheduler::kLeastConnections};

/// UDP has no SYN that would mark a new flow: record every flow, or none.
enum class UdpTracking : std::uint8_t { kTracked, kStateless };

/// Flows of a backend that fails its checks: to other backends at once, or they stay.
enum class OnDown : std::uint8_t { kMove, kKeep };

struct Interface {
  std::string name;
  AttachMode mode = AttachMode::kAuto;
  bool operator==(const Interface&) const = default;
};

/// Which ports of which protocols; "any" is both protocols with 0-65535.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 65535;             ///< inclusive
  std::optional<net::Protocol> protocol;  ///< nothing: TCP and UDP
  auto operator<=>(const PortRange&) const = default;
};

/// Identity within a service: the address. Weight 0 takes no new slots.
struct Backend {
  net::IpAddress address;
  std::uint32_t weight = 1;  ///< 0 to kMaxWeight
  bool backup = false;       ///< serves only while no other backend can
  bool operator==(const Backend&) const = default;
};

inline constexpr std::uint32_t kMaxWeight = 10'000;

struct Service {
  std::string name;
  net::IpPrefix vip;
  std::vector<PortRange> ports;
  Scheduler scheduler = Scheduler::kMaglev;
  Forwarding forwarding = Forwarding::kIpip;
  std::uint64_t seed = 0;                   ///< of the table; Config::seed if the file does not set it
  std::optional<std::uint32_t> table_size;  ///< slots, a prime; nothing: chosen from the number of backends
  std::vector<Backend> backends;
  UdpTracking udp = UdpTracking::kTracked;
  OnDown on_down = OnDown::kMove;
  std::uint8_t source_prefix = 0;      ///< leading bits of the client's address that count; 0 unless kSource
  std::chrono::seconds slow_start{0};  ///< over which the weight of a backend that comes (back) grows
  Health health;
  bool operator==(const Service&) const = default;
};

/// Outer source addresses. A prefix shorter than the address gives entropy for the backends' RSS.
struct Tunnel {
  std::optional<net::IpPrefix> source_ipv4;
  std::optional<net::IpPrefix> source_ipv6;
  std::uint16_t gue_port = 6080;
  bool operator==(const Tunnel&) const = default;
};

/// Sizes of the maps in an operator's terms; fixed while the maps live. A service may also use, on average,
/// kVipsAndPortsPerService VIPs and exact ports, and as many port rules.
struct Limits {
  std::uint32_t services = 1024;
  std::uint32_t backends = 8192;  ///< summed over services
  std::uint32_t slots = 0;        ///< summed over distinct tables; 0: what the file needs at the start, and spare
  std::uint32_t flows = 250'000;  ///< recorded at once
  bool operator==(const Limits&) const = default;
};

inline constexpr std::uint32_t kMaxServices = 100'000;
inline constexpr std::uint32_t kMaxBackends = 1'000'000;
inline constexpr std::uint32_t kMaxSlots = 1U << 27;  ///< 2 GiB, since the map has room for old and new tables
inline constexpr std::uint32_t kVipsAndPortsPerService = 4;
inline constexpr std::uint32_t kMaxTableSize = 16'777'213;  ///< slots of one service; the largest prime below 2^24

inline constexpr std::uint32_t kMinFlows = 1024;
inline constexpr std::uint32_t kMaxFlows = 50'000'000;  ///< about 4.5 GB
inline constexpr std::uint32_t kMaxNewFlows = 100'000'000;
inline constexpr std::chrono::hours kMaxSlowStart{1};

/// Bounds that the dataplane is built for (SHUNT_MAX_INTERFACES, SHUNT_MAX_PREFIX_LENGTHS).
inline constexpr std::uint32_t kMaxInterfaces = 64;
inline constexpr std::uint32_t kMaxVipPrefixLengths = 16;  ///< per family

/// The API over TCP. Paths are absolute.
struct Api {
  struct Listen {
    net::IpAddress address;
    std::uint16_t port = 0;
    bool operator==(const Listen&) const = default;
  };
  struct Tls {
    std::string certificate;  ///< PEM, with what leads to the authority
    std::string key;          ///< PEM
    bool operator==(const Tls&) const = default;
  };
  std::optional<Listen> listen;   ///< nothing: only the UNIX socket. Off loopback only with users
  std::string users_file;         ///< who may ask; empty: whoever reaches the address
  std::optional<Tls> tls;         ///< nothing: plain
  bool allow_plain_http = false;  ///< passwords off loopback without TLS
  bool operator==(const Api&) const = default;
};

/// How long a flow is remembered that its slot does not tell, and how many are recorded.
struct Tracking {
  std::chrono::seconds idle_tcp{900};  ///< a recorded flow is forgotten after this silence
  std::chrono::seconds idle_udp{120};
  std::chrono::seconds drain{3600};  ///< until the flows that are left on a drained backend are moved
  std::uint32_t new_flows = 20'000;  ///< recorded per second and CPU, 1 to kMaxNewFlows
  bool operator==(const Tracking&) const = default;
};

/// Where probes through the dataplane come from. Answers to these addresses and ports, from a VIP, are the
/// probes'.
struct Probes {
  std::vector<net::IpAddress> source;  ///< of this host, at most one per family; nothing: of the egress interface
  std::uint16_t first_port = 61'000;   ///< source ports; the host itself should not use them towards a VIP
  std::uint16_t last_port = 65'535;    ///< inclusive
  bool operator==(const Probes&) const = default;
};

struct Config {
  std::uint64_t seed = 0;  ///< key of the flow hash; equal on instances that share traffic
  std::vector<Interface> interfaces;
  Tunnel tunnel;
  Api api;
  Limits limits;
  Tracking tracking;
  Probes probes;
  ChangeHook on_change;
  Log log;
  std::vector<Service> services;
  bool operator==(const Config&) const = default;
};

std::string_view to_string(AttachMode mode);
std::string_view to_string(Forwarding forwarding);
std::string_view to_string(Scheduler scheduler);
std::string_view to_string(UdpTracking udp);
std::string_view to_string(OnDown on_down);
std::string to_string(const PortRange& ports);  ///< as in the configuration: "80/tcp", "5000-5999/udp", "any"

}  // namespace shunt::model
