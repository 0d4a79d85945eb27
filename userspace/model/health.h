// SPDX-License-Identifier: Apache-2.0
// What is asked of a backend to learn whether it can serve, and what follows: plain values, read and validated by
// config/. docs/health.md explains each.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shunt::model {

enum class CheckType : std::uint8_t { kTcp, kHttp, kHttps, kUdp, kDns, kIcmp, kScript, kAgent };

/// By which way a probe reaches its backend.
enum class CheckVia : std::uint8_t {
  kDataplane,  ///< to the VIP, encapsulated to the backend as the clients' packets are
  kDirect,     ///< to the backend's own address, by the host's routes
};

/// What a backend counts as until its first probe has ended.
enum class InitialHealth : std::uint8_t {
  kCheck,  ///< neither: its service waits for the first result, which decides alone
  kUp,
  kDown,  ///< until `rise` probes have passed
};

/// What follows when small packets reach a backend and full-size ones do not.
enum class FullSize : std::uint8_t {
  kOff,   ///< not probed
  kWarn,  ///< shown as degraded, with an alarm
  kDown,  ///< as a failed check
};

/// Inclusive.
struct StatusRange {
  std::uint16_t first = 200;
  std::uint16_t last = 399;
  auto operator<=>(const StatusRange&) const = default;
};

struct HttpRequest {
  std::string method = "GET";
  std::string path = "/";  ///< begins with '/'; printable ASCII without spaces
  std::string host;        ///< of the header Host; empty: the address that is asked
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<StatusRange> statuses{{}};  ///< one of them has to hold the answer's
  auto operator<=>(const HttpRequest&) const = default;
};

struct TlsOptions {
  bool verify = true;
  std::string server_name;  ///< of SNI and of the certificate; empty: HttpRequest::host, else no SNI, and the
                            ///< certificate has to name the address that is asked
  std::string ca_file;      ///< PEM; empty: the system's authorities
  auto operator<=>(const TlsOptions&) const = default;
};

struct DnsQuestion {
  std::string name;
  std::string type = "A";  ///< A, AAAA, NS, SOA, MX, TXT, SRV, CNAME or PTR
  std::string code =
      "NOERROR";  ///< the answer's: NOERROR, NXDOMAIN, REFUSED, SERVFAIL; NOERROR also wants a record
  auto operator<=>(const DnsQuestion&) const = default;
};

struct Script {
  std::vector<std::string> command;  ///< an absolute path, then its arguments
  std::vector<std::pair<std::string, std::string>> environment;
  auto operator<=>(const Script&) const = default;
};

struct Check {
  CheckType type = CheckType::kTcp;
  CheckVia via = CheckVia::kDataplane;  ///< kDirect for scripts; for agents unless the file says otherwise
  std::uint16_t port = 0;               ///< 0 for icmp and script only
  std::chrono::milliseconds interval{2000};
  std::chrono::milliseconds timeout{1000};       ///< at most `interval`
  std::chrono::milliseconds fast_interval{500};  ///< while the last result contradicts the state; at most interval
  std::uint32_t rise = 2;                        ///< passed in a row that bring a backend up, at least 1
  std::uint32_t fall = 3;                        ///< failed in a row that take it down, at least 1
  InitialHealth initial = InitialHealth::kCheck;
  FullSize full_size = FullSize::kWarn;  ///< kOff if `via` is direct
  std::string send;                      ///< tcp, udp, agent: bytes to send first
  std::string expect;  ///< RE2 pattern that the answer has to hold: tcp, udp, the body of http; empty: none
  HttpRequest http;    ///< of http and https
  TlsOptions tls;      ///< of https
  DnsQuestion dns;
  Script script;
  auto operator<=>(const Check&) const = default;
};

inline constexpr std::chrono::milliseconds kMinInterval{100};
inline constexpr std::chrono::hours kMaxInterval{1};
inline constexpr std::chrono::milliseconds kMinTimeout{10};
inline constexpr std::uint32_t kMaxRiseAndFall = 100;
inline constexpr std::size_t kMaxChecks = 8;  ///< of a service

/// What a service does with its new flows when too few of its backends are up, and no backup is.
enum class FailPolicy : std::uint8_t {
  kOpen,    ///< to all backends that no operator has disabled, whatever their checks say
  kClosed,  ///< nowhere: they are dropped
  kBackup,  ///< to all backups, whatever their checks say
};

/// How many backends that are no backups have to be up, of those that have weight.
struct Quorum {
  std::uint32_t backends = 1;    ///< below, the service fails; 1 to all
  std::uint32_t hysteresis = 0;  ///< so many more have to be up before it serves as usual again
  auto operator<=>(const Quorum&) const = default;
};

/// What follows when clients have to repeat their SYNs to a backend much more often than to others.
enum class Passive : std::uint8_t {
  kOff,   ///< SYNs are not counted
  kWarn,  ///< counted; an alarm
  kDown,  ///< as a failed check
};

struct Health {
  std::vector<Check> checks;  ///< all have to pass; empty: every backend counts as up
  FailPolicy fail = FailPolicy::kOpen;
  Quorum quorum;
  Passive passive = Passive::kOff;
  bool operator==(const Health&) const = default;
};

/// Who is told of each transition of a backend.
struct ChangeHook {
  std::vector<std::string> command;  ///< an absolute path, then its arguments; empty: none
  std::string post;                  ///< a URL for an HTTP POST of JSON; empty: none
  std::chrono::milliseconds timeout{5000};
  [[nodiscard]] bool empty() const { return command.empty() && post.empty(); }
  bool operator==(const ChangeHook&) const = default;
};

std::string_view to_string(CheckType type);          ///< "tcp", "http", ...
std::string_view to_string(CheckVia via);            ///< "dataplane", "direct"
std::string_view to_string(InitialHealth initial);   ///< "check", "up", "down"
std::string_view to_string(FullSize full_size);      ///< "off", "warn", "down"
std::string_view to_string(FailPolicy fail);         ///< "open", "closed", "backup"
std::string_view to_string(Passive passive);         ///< "off", "warn", "down"
std::string to_string(const StatusRange& statuses);  ///< "200-399", "204"

}  // namespace shunt::model
