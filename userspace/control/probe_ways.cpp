// SPDX-License-Identifier: Apache-2.0
#include "control/probe_ways.h"

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "dataplane/publish/backend_row.h"
#include "log/log.h"

namespace shunt::control {
namespace {

using health::Verdict;
using Kind = route::Unresolved::Kind;

constexpr std::chrono::seconds kMaxPause{60};

// The rest of the controller needs descriptors, too: for clients, interfaces and routes.
core::Result<health::Descriptor> spared(core::Result<core::UniqueFd> socket) {
  constexpr rlim_t kSpared = 64;
  rlimit limit{};
  if (!socket) return socket.error();
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
      static_cast<rlim_t>(socket->get()) >= limit.rlim_cur - std::min(kSpared, limit.rlim_cur / 2))
    return core::Error(
        "too few descriptors for so many checks: raise the limit (LimitNOFILE, ulimit -n), which is " +
        std::to_string(limit.rlim_cur));
  return health::Descriptor{.fd = *std::move(socket)};
}

core::Result<core::UniqueFd> open_direct(const health::Destination& destination, int type, int protocol) {
  const int family = destination.address.family() == net::Family::kIpv4 ? AF_INET : AF_INET6;
  core::UniqueFd fd(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (!fd.valid()) return core::Error::from_errno("cannot open a socket", errno);
  return fd;
}

health::Path obstructed(const net::IpAddress& backend, const Ways& ways, const std::string& why) {
  const auto kind = ways.kind.find(backend);
  const auto known =
      kind == ways.kind.end() ? (ways.egress.contains(backend) ? Kind::kNoWay : Kind::kResolving) : kind->second;
  if (known == Kind::kResolving) return {.verdict = std::nullopt, .reason = why};
  return {.verdict = known == Kind::kSilent ? Verdict::kFailed : Verdict::kUnable, .reason = "next hop: " + why};
}

}  // namespace

void ProbeWays::configure(const std::set<health::Target>& targets, const model::Config& config, const Ways& ways) {
  take_marks(targets);
  if (ways_.empty()) {
    idle_.clear();
    path_.reset();
    trouble_.clear();
    return;
  }
  open_path(config);
  update(config, ways);
}

void ProbeWays::retry(const model::Config& config, const Ways& ways) {
  if (ways_.empty()) return;
  if (path_ != nullptr && path_->is_gone()) {
    log::tell(log::Event::kProbePathLost, {.interface = path_->interface()},
              "somebody removed it or set it down: making it again");
    idle_.clear();
    path_.reset();
  }
  if (path_ != nullptr && trouble_.empty()) {
    if (lacks_source_) update(config, ways);
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now < next_try_) return;
  next_try_ = now + std::exchange(pause_, std::min(pause_ * 2, kMaxPause));
  open_path(config);
  update(config, ways);
}

// Marks stay while their way is used: sockets that carry them may be open.
void ProbeWays::take_marks(const std::set<health::Target>& targets) {
  std::set<Key> keys;
  for (const auto& target : targets)
    if (target.check->via == model::CheckVia::kDataplane) keys.insert(key_of(target));
  std::erase_if(ways_, [&](const auto& way) {
    if (keys.contains(way.first)) return false;
    by_mark_[way.second.mark] = nullptr;
    idle_.forget(way.second.mark);
    if (path_ != nullptr) path_->set_target(way.second.mark, {});
    return true;
  });
  std::uint32_t mark = 1;
  for (const auto& key : keys) {
    if (ways_.contains(key)) continue;
    while (way_of(mark) != nullptr) ++mark;
    auto& way = ways_[key];
    way.mark = mark;
    if (mark >= by_mark_.size()) by_mark_.resize(mark + 1);
    by_mark_[mark] = &way;
  }
  while (!by_mark_.empty() && by_mark_.back() == nullptr) by_mark_.pop_back();
}

void ProbeWays::open_path(const model::Config& config) {
  const auto needed = static_cast<std::uint32_t>(by_mark_.size()) - 1;
  if (path_ != nullptr && marks_ >= needed) return;
  idle_.clear();
  path_.reset();
  // Room for what a reload may add, so that it seldom takes a new map and new sockets.
  const auto marks = std::max(needed * 2, std::min(config.limits.backends, 8192U));
  auto opened = dataplane::ProbePath::open(forwarder_, marks);
  if (!opened) {
    if (std::exchange(trouble_, opened.error().message()) != trouble_)
      log::tell(log::Event::kProbePathFailed, trouble_);
    return;
  }
  trouble_.clear();
  pause_ = std::chrono::seconds{1};
  path_ = *std::move(opened);
  marks_ = marks;
  sources_.clear();
  ports_ = {};
  log::tell(log::Event::kProbePathOpen, {.interface = path_->interface()}, "probes go through the dataplane");
}

void ProbeWays::update(const model::Config& config, const Ways& ways) {
  const auto host = host_addresses();
  lacks_source_ = false;
  std::set<net::IpAddress> sources;
  for (auto& [key, way] : ways_) {
    resolve(key, way, config, ways, host);
    if (way.source) sources.insert(*way.source);
  }
  if (path_ == nullptr) return;
  std::set<net::IpAddress> vips;
  for (const auto& [key, way] : ways_) vips.insert(std::get<1>(key));
  if (auto set = path_->set_vips(vips); !set) log::tell(log::Event::kProbePathFailed, set.error().message());
  const dataplane::PortRange ports{.first = config.probes.first_port, .last = config.probes.last_port};
  if (sources != sources_ || ports != ports_) {
    sources_.clear();  // what fails now is tried again next time, whatever is wanted then
    ports_ = {};
    if (auto set = path_->set_sources(ports, sources); !set) {
      if (std::exchange(trouble_, set.error().message()) != trouble_)
        log::tell(log::Event::kProbePathFailed, trouble_);
      return;
    }
    trouble_.clear();
    sources_ = sources;
    ports_ = ports;
  }
  for (auto& [key, way] : ways_) set_target(key, way, config, ways);
}

void ProbeWays::resolve(const Key& key, Way& way, const model::Config& config, const Ways& ways,
                        const std::vector<HostAddress>& host) {
  const auto& [backend, address, forwarding] = key;
  const auto before = std::exchange(way.source, std::nullopt);
  if (const auto obstacle = ways.obstacle(forwarding, backend)) {
    way.path = obstructed(backend, ways, *obstacle);
    way.path.version = ++versions_;
    return;
  }
  const auto& egress = ways.egress.at(backend);
  const auto local = ways.local.find(backend);
  const auto source = probe_source(address.family(), config,
                                   local == ways.local.end() ? std::nullopt : std::optional(local->second),
                                   egress.next_hop->ifindex, host);
  if (!source) {
    lacks_source_ = true;
    way.path = {
        .verdict = Verdict::kUnable,
        .reason = "this host has no " + std::string(net::to_string(address.family())) +
                  " address that probes to " + address.to_string() +
                  " could come from, or not the one that probes.source names; give it one, or set `via: direct`"};
    way.path.version = ++versions_;
    return;
  }
  const bool moved = source != before;  // sockets are bound to the address of before
  if (moved) idle_.forget(way.mark);
  way.source = source;
  way.path = {.verdict = Verdict::kPassed, .mark = way.mark, .version = moved ? ++versions_ : way.path.version};
}

void ProbeWays::set_target(const Key& key, Way& way, const model::Config& config, const Ways& ways) {
  const auto& [backend, address, forwarding] = key;
  shunt_probe_target target{};
  if (way.source) {
    const auto& egress = ways.egress.at(backend);
    target.backend = dataplane::make_backend_row(forwarding, address.family(), backend, egress,
                                                 config.tunnel.gue_port, way.mark);
    target.next_hop = *egress.next_hop;
    way.path.full_size =
        std::min<std::uint32_t>(dataplane::Pair::kMtu, egress.next_hop->mtu - target.backend.overhead);
  }
  if (path_->set_target(way.mark, target)) way.path.version = ++versions_;
}

health::Path ProbeWays::path_of(const health::Target& target) {
  if (target.check->via == model::CheckVia::kDirect) return {};
  if (!trouble_.empty()) return {.verdict = Verdict::kUnable, .reason = trouble_};
  const auto way = ways_.find(key_of(target));
  if (way == ways_.end()) return {.verdict = std::nullopt, .reason = "not resolved yet"};
  return way->second.path;
}

core::Result<health::Descriptor> ProbeWays::open(const health::Destination& destination, int type, int protocol) {
  if (!destination.target) return spared(open_direct(destination, type, protocol));
  const auto* way = way_of(*destination.target);
  if (path_ == nullptr || way == nullptr || !way->source)
    return core::Error("there is no way through the dataplane just now");
  if (type == SOCK_STREAM)
    if (auto idle = idle_.take(*destination.target); idle.valid())
      return health::Descriptor{.fd = std::move(idle), .again = true};
  return spared(path_->open_socket(*destination.target, *way->source, type, protocol));
}

void ProbeWays::take_back(const health::Destination& destination, core::UniqueFd socket) {
  if (!destination.target) return;
  const auto* way = way_of(*destination.target);
  if (way != nullptr && way->path.version == destination.version)
    idle_.keep(*destination.target, std::move(socket));
}

std::size_t ProbeWays::Hash::operator()(const Key& key) const noexcept {
  const std::hash<net::IpAddress> hash;
  return hash(std::get<0>(key)) * 31 + hash(std::get<1>(key)) * 7 + static_cast<std::size_t>(std::get<2>(key));
}

}  // namespace shunt::control
