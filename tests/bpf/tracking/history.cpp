// SPDX-License-Identifier: Apache-2.0
#include "bpf/tracking/history.h"

#include <algorithm>

namespace shunt::tracking {
namespace {

using balancer::Tuple;
using consistency::Flow;

constexpr std::size_t kEvents = 60;
constexpr unsigned kSites = 4;
constexpr unsigned kAddresses = 8;       // of backends, for each site
constexpr std::uint32_t kClients = 250;  // for each site and protocol

// As the library's: what has been seen of a flow decides how long it may be silent.
consistency::Limits limits_of(const balancer::Settings& settings) {
  return {.tcp = settings.idle_tcp, .udp = settings.idle_udp, .handshake = 20, .closing = 60};
}

net::IpAddress backend_address(random::Dice& dice, unsigned site, unsigned number) {
  const auto last = static_cast<std::uint8_t>(10 + 40 * site + number);
  if (dice.chance(50)) return net::IpAddress::from_ipv4({198, 51, 100, last});
  net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0xb};
  bytes[15] = last;
  return net::IpAddress(bytes);
}

std::string name_of(const Tuple& tuple) {
  return tuple.client.to_string() + ":" + std::to_string(tuple.client_port) + " to " + tuple.vip.to_string() +
         (tuple.protocol == net::Protocol::kTcp ? " TCP" : " UDP");
}

}  // namespace

History::History(balancer::Balancer& balancer, const balancer::Settings& settings, const HistoryOptions& options,
                 std::uint64_t seed)
    : lb_(balancer),
      options_(options),
      dice_(seed),
      truth_(limits_of(settings)),
      idle_(std::max(settings.idle_tcp, settings.idle_udp)),
      buckets_(settings.flow_buckets) {
  for (unsigned i = 0; i < kSites; ++i) {
    const auto last = std::to_string(10 + i);
    auto& site = sites_.emplace_back();
    site.name = "s" + std::to_string(i);
    site.vip = net::IpAddress::parse(i % 2 == 0 ? "192.0.2." + last : "2001:db8::" + last).value();
    for (unsigned n = 0; n < kAddresses; ++n) site.addresses.push_back(backend_address(dice_, i, n));
  }
}

std::optional<std::string> History::run() {
  lb_.begin_anew();
  lb_.use_flow_keys([this] { return dice_.bits(); });
  for (auto& site : sites_)
    if (dice_.chance(70)) open_service(site);
  if (!lb_.publish()) return "the first publication fails";
  const unsigned restart_every = options_.restarts == 0 ? 0 : options_.ticks / options_.restarts;
  const unsigned offset = restart_every == 0 ? 0 : dice_.between<unsigned>(1, restart_every);
  for (unsigned tick = 0; tick < options_.ticks && !broken_; ++tick) {
    lb_.pass(dice_.chance(2) ? dice_.between(20, 70) : dice_.between(0, 3));
    if (dice_.chance(50)) sweep();
    if (dice_.chance(20)) change();
    if (restart_every != 0 && tick % restart_every == offset) restart();
    traffic();
    keep_alive();
  }
  if (!broken_) settle_down();
  return broken_;
}

// Changes.

void History::open_service(Site& site) {
  auto& service = lb_.wanted.emplace_back();
  site.wanted = &service;
  // A name may be used again, for what is a new service; while the old one is there it would be the same one.
  const bool taken = std::ranges::any_of(lb_.publisher().services(),
                                         [&](const auto& one) { return one->config.name == site.name; });
  service.config.name = site.name + (!taken && dice_.chance(50) ? "" : "-" + std::to_string(++site.round));
  service.config.vip = net::IpPrefix(site.vip, site.vip.family() == net::Family::kIpv4 ? 32 : 128);
  for (const auto protocol : {net::Protocol::kTcp, net::Protocol::kUdp})
    service.config.ports.push_back({.first = 80, .last = 80, .protocol = protocol});
  using enum model::Scheduler;
  service.config.scheduler = options_.crowded
                                 ? dice_.pick({kMaglev, kMaglev, kSource})
                                 : dice_.pick({kMaglev, kMaglev, kSource, kRoundRobin, kLeastConnections});
  if (service.config.scheduler == kSource)
    service.config.source_prefix = site.vip.family() == net::Family::kIpv4 ? 31 : 127;
  service.config.table_size = dice_.pick({13U, 31U, 61U});
  note("opens " + service.config.name + " " + std::string(to_string(service.config.scheduler)) + " of " +
       std::to_string(*service.config.table_size));
  for (auto count = dice_.between(0, 4); count > 0; --count) add_backend(site);
}

void History::close_service(Site& site) {
  note("closes " + site.wanted->config.name);
  std::erase_if(flows_, [&](const auto& entry) { return entry.first.vip == site.vip; });
  std::erase_if(lb_.wanted, [&](const balancer::Wanted& one) { return &one == site.wanted; });
  // Erasing moves the others.
  for (auto& other : sites_) other.wanted = nullptr;
  for (auto& one : lb_.wanted)
    for (auto& other : sites_)
      if (other.vip == one.config.vip.address()) other.wanted = &one;
}

void History::add_backend(Site& site) {
  const auto& address = dice_.pick(site.addresses);
  const auto& backends = site.wanted->config.backends;
  if (std::ranges::find(backends, address, &model::Backend::address) != backends.end()) return;
  note("  adds " + address.to_string());
  site.wanted->add(address, dice_.between(1, 4));
}

void History::lose(const Site& site, const net::IpAddress& backend) { truth_.lost(site.name, backend); }

void History::change_service(Site& site) {
  const auto& backends = site.wanted->config.backends;
  if (backends.empty() || dice_.chance(20)) return add_backend(site);
  const auto backend = dice_.pick(backends).address;
  const auto text = site.name + " " + backend.to_string();
  auto& share = site.wanted->share(backend);
  switch (dice_.below(6)) {
    case 0: note("  removes " + text); return site.wanted->remove(backend);
    case 1:
      note("  fails " + text);
      share = {.weight = 0, .alive = false};
      return lose(site, backend);
    case 2:
      note("  drains " + text);
      share.weight = 0;
      return;
    case 3:  // and back at once: its flows may or may not have moved
      note("  restarts " + text);
      share.alive = true;
      share.weight = dice_.between(1, 4);
      return;
    case 4:
      note("  weighs " + text);
      if (share.alive) share.weight = dice_.between(1, 4);
      return;
    default:
      for (auto& other : site.wanted->shares)
        if (other.weight == 0) other = {.weight = 1, .alive = true};
      note("  restores all of " + site.name);
  }
}

void History::change() {
  note("changes");
  ++tally_.changes;
  for (auto count = dice_.between(1, 3); count > 0; --count) {
    auto& site = sites_[dice_.below(sites_.size())];
    if (site.wanted == nullptr) {
      if (dice_.chance(30)) open_service(site);
    } else if (dice_.chance(3)) {
      close_service(site);
    } else {
      change_service(site);
    }
  }
  if (!lb_.publish({.in_place = dice_.chance(50)})) broken("cannot publish");
}

void History::restart() {
  note("restarts");
  ++tally_.restarts;
  ++tally_.changes;
  if (dice_.chance(30)) {
    for (auto& site : sites_)
      if (site.wanted != nullptr && dice_.chance(50)) change_service(site);
  }
  if (!lb_.restart()) broken("cannot restart");
}

void History::sweep() {
  ++tally_.sweeps;
  if (lb_.sweep(dice_.between<std::size_t>(1, buckets_))) note("has swept");
}

// Flows.

void History::traffic() {
  for (auto count = dice_.between(10, 60); count > 0 && !broken_; --count) {
    const auto& site = dice_.pick(sites_);
    if (site.wanted == nullptr) continue;
    const auto protocol = !options_.crowded && dice_.chance(30) ? net::Protocol::kUdp : net::Protocol::kTcp;
    auto tuple = balancer::client_of(site.vip, dice_.between(0, kClients - 1), protocol);
    const auto known = flows_.find(tuple);
    if (known == flows_.end() || (protocol == net::Protocol::kTcp && dice_.chance(3))) {
      begin(tuple, site);
    } else if (protocol == net::Protocol::kTcp && !known->second.confirmed && dice_.chance(40)) {
      begin(tuple, site);  // the SYN again
    } else {
      go_on(tuple, dice_.chance(3) ? balancer::kFin | balancer::kAck : balancer::kAck);
      if (dice_.chance(1) && protocol == net::Protocol::kTcp) {
        lb_.send(tuple, balancer::kRst);
        flows_.erase(tuple);
      }
    }
  }
}

// Just before they would be forgotten; some come too late.
void History::keep_alive() {
  std::vector<Tuple> due;
  for (const auto& [tuple, flow] : flows_)
    if (lb_.clock() - flow.last + dice_.below(4) >= truth_.limit(flow) && !dice_.chance(15)) due.push_back(tuple);
  for (const auto& tuple : due) {
    if (broken_) return;
    go_on(tuple, balancer::kAck);
  }
}

void History::begin(const Tuple& tuple, const Site& site) {
  const auto known = flows_.find(tuple);
  // A SYN of a flow of which only SYNs were seen is taken for the same one sent again.
  if (known != flows_.end() && !known->second.confirmed && known->second.version == tally_.changes)
    return go_on(tuple, balancer::kSyn);
  ++tally_.packets;
  ++tally_.begun;
  const auto backend = lb_.send(tuple, balancer::kSyn);
  flows_.erase(tuple);
  if (!backend) return;
  Flow flow{.service = site.name,
            .udp = tuple.protocol == net::Protocol::kUdp,
            .backend = *backend,
            .version = tally_.changes};
  truth_.went(flow, backend, lb_.clock());
  flows_.emplace(tuple, flow);
}

void History::go_on(const Tuple& tuple, std::uint8_t flags) {
  auto found = flows_.find(tuple);
  if (found == flows_.end()) return;
  auto& flow = found->second;
  ++tally_.packets;
  const auto backend = lb_.send(tuple, flags);
  judge(tuple, flow, backend, flags == balancer::kSyn ? "SYN" : "packet");
  if (!backend) {
    flows_.erase(found);
    return;
  }
  if (flags != balancer::kSyn) flow.confirmed = true;
  if ((flags & balancer::kFin) != 0) flow.closing = true;
}

void History::judge(const Tuple& tuple, Flow& flow, const std::optional<net::IpAddress>& backend,
                    std::string_view what) {
  const bool bound = !truth_.is_free(flow, lb_.clock()) && (!options_.crowded || flow.confirmed);
  tally_.bound += bound ? 1 : 0;
  const auto before = flow;
  if (truth_.went(flow, backend, lb_.clock()) || !bound) return;
  broken("a " + std::string(what) + " of " + name_of(tuple) + (before.confirmed ? "" : " (handshake)") +
         (before.closing ? " (closing)" : "") + ", last seen at " + std::to_string(before.last) + " at " +
         before.backend.to_string() + ", went to " + (backend ? backend->to_string() : "nowhere"));
}

// Without changes, all comes back to where packets touch no state.
void History::settle_down() {
  lb_.pass(1);
  lb_.pass(idle_ + 3);
  lb_.sweep();
  lb_.pass(idle_ + 3);
  lb_.sweep();
  if (!lb_.publish()) return broken("cannot publish at the end");
  lb_.sweep();
  if (lb_.recorded() != 0) broken("flows are recorded for ever");
  for (const auto& service : lb_.publisher().services()) {
    if (!service->table->steady()) broken(service->config.name + " never comes to rest");
    if (std::ranges::any_of(service->backends, &dataplane::PublishedBackend::removed))
      broken("a removed backend of " + service->config.name + " stays for ever");
  }
  if (lb_.publisher().departed() != 0) broken("ids of services that are gone are never free again");
}

void History::note(const std::string& event) {
  events_.push_back(std::to_string(lb_.clock()) + ": " + event);
  if (events_.size() > kEvents) events_.pop_front();
}

void History::broken(const std::string& what) {
  if (broken_) return;
  note(what);
  broken_.emplace();
  for (const auto& event : events_) *broken_ += event + "\n";
}

}  // namespace shunt::tracking
