// SPDX-License-Identifier: Apache-2.0
#include "support/balancer/balancer.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "core/unique_fd.h"
#include "dataplane/forwarder/pinned_maps.h"
#include "support/balancer/private_bpffs.h"
#include "support/program/test_run.h"

namespace shunt::balancer {
namespace {

// The loopback interface of any namespace, by which BPF_PROG_TEST_RUN lets frames in when none is named.
constexpr std::uint32_t kLoopback = 1;
constexpr std::uint32_t kSlots = 31;

net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

dataplane::MapSizes sizes_of(const Settings& settings) {
  auto sizes = dataplane::map_sizes({.services = 24, .backends = 400, .slots = 8000}, 8000);
  sizes.flow_buckets = settings.flow_buckets;
  return sizes;
}

// No packet is on its way while the publisher is at work.
dataplane::PublisherHooks hooks_for(const dataplane::Forwarder& forwarder) {
  auto hooks = forwarder.publisher_hooks();
  hooks.wait_for_packets = [] {};
  return hooks;
}

dataplane::Egress egress_of(const net::IpAddress& backend) {
  shunt_next_hop next_hop{.destination_mac = {2, 0, 0, 0, 0, 2}, .source_mac = {2, 0, 0, 0, 0, 1}};
  next_hop.ifindex = kLoopback;
  next_hop.mtu = 1500;
  return {.source = address(backend.family() == net::Family::kIpv4 ? "198.51.100.2" : "2001:db8:b::2"),
          .on_link = true,
          .next_hop = next_hop};
}

template <typename T>
void clear(std::span<T> rows) {
  std::ranges::fill(rows, T{});
}

template <typename T>
void clear(const dataplane::WindowedRows<T>& rows) {
  clear(rows.show(0, rows.size()).rows());
}

}  // namespace

Wanted& Wanted::add(const net::IpAddress& backend, std::uint32_t weight) {
  config.backends.push_back({.address = backend, .weight = weight});
  shares.push_back({.weight = weight, .alive = true});
  return *this;
}

Wanted& Wanted::add(const char* backend, std::uint32_t weight) { return add(address(backend), weight); }

void Wanted::remove(const net::IpAddress& backend) {
  const auto found = std::ranges::find(config.backends, backend, &model::Backend::address);
  shares.erase(shares.begin() + (found - config.backends.begin()));
  config.backends.erase(found);
}

void Wanted::remove(const char* backend) { remove(address(backend)); }

dataplane::Share& Wanted::share(const net::IpAddress& backend) {
  const auto found = std::ranges::find(config.backends, backend, &model::Backend::address);
  return shares.at(static_cast<std::size_t>(found - config.backends.begin()));
}

dataplane::Share& Wanted::share(const char* backend) { return share(address(backend)); }

core::Result<void> Balancer::available() {
  const core::UniqueFd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "probe", 4, 4, 1, nullptr));
  if (!map.valid()) return core::Error::from_errno("cannot create a BPF map", errno);
  if (const auto mounted = private_bpffs(); !mounted) return mounted.error();
  return {};
}

Balancer::Running::Running(std::unique_ptr<dataplane::Forwarder> loaded)
    : forwarder(std::move(loaded)),
      publisher(forwarder->memory(), forwarder->sizes(), hooks_for(*forwarder)),
      upkeep(publisher, forwarder->memory()) {}

core::Result<std::unique_ptr<Balancer>> Balancer::load(const Settings& settings) {
  auto forwarder = dataplane::Forwarder::load(sizes_of(settings));
  if (!forwarder) return forwarder.error();
  std::unique_ptr<Balancer> balancer(new Balancer(settings));
  balancer->start(*std::move(forwarder));
  return balancer;
}

void Balancer::start(std::unique_ptr<dataplane::Forwarder> forwarder) {
  running_ = std::make_unique<Running>(std::move(forwarder));
  running_->upkeep.configure(settings_.idle_tcp, settings_.idle_udp);
  running_->forwarder->memory().control->new_flows = settings_.new_flows;
  running_->upkeep.pass_time(clock_, false);
}

void Balancer::begin_anew() {
  auto forwarder = std::move(running_->forwarder);
  running_.reset();
  const auto& memory = forwarder->memory();
  clear(memory.index);
  clear(memory.rules);
  clear(memory.slots);
  clear(memory.backends);
  clear(memory.backend_flows);
  clear(memory.services);
  clear(memory.flows);
  memory.control->active = 0;
  for (std::uint32_t row = 0; row < forwarder->sizes().backend_stats; ++row) forwarder->clear_backend_stats(row);
  counted_before_ = forwarder->read_flow_stats();
  refused_ = 0;
  clock_ = 0;
  wanted.clear();
  start(std::move(forwarder));
}

Wanted& Balancer::service(const std::string& name, const char* vip, model::Scheduler scheduler) {
  auto& added = wanted.emplace_back();
  added.config.name = name;
  added.config.vip = net::IpPrefix::parse(vip).value();
  added.config.ports = {{.first = 80, .last = 80, .protocol = net::Protocol::kTcp},
                        {.first = 80, .last = 80, .protocol = net::Protocol::kUdp}};
  added.config.scheduler = scheduler;
  added.config.table_size = kSlots;
  return added;
}

dataplane::DesiredState Balancer::desired() const {
  dataplane::DesiredState state{.clock = clock_};
  for (const auto& service : wanted) {
    state.services.push_back({.config = &service.config, .shares = service.shares});
    for (const auto& backend : service.config.backends) state.egress[backend.address] = egress_of(backend.address);
  }
  // Also of backends that are no longer wanted: their flows go on.
  for (const auto& service : running_->publisher.services())
    for (const auto& backend : service->backends) state.egress[backend.address] = egress_of(backend.address);
  return state;
}

core::Result<dataplane::PublishReport> Balancer::try_publish(dataplane::Allow allow) {
  return running_->publisher.publish(desired(), allow);
}

bool Balancer::publish(dataplane::Allow allow) {
  const auto report = try_publish(allow);
  if (!report) ADD_FAILURE() << report.error().message();
  return static_cast<bool>(report);
}

void Balancer::pass(std::uint32_t seconds) {
  const auto stats = flow_stats();
  const auto refused = stats.refused_full + stats.refused_rate;
  clock_ += seconds;
  running_->upkeep.pass_time(clock_, refused != refused_);
  refused_ = refused;
}

void Balancer::sweep() {
  while (!running_->upkeep.sweep(settings_.flow_buckets)) {
  }
}

bool Balancer::restart() {
  const auto folder = private_bpffs().value() / "shunt";
  auto pins = dataplane::Pins::open(folder);
  EXPECT_TRUE(pins) << pins.error().message();
  if (!pins || !pins->stage(*running_->forwarder) || !pins->promote() || !pins->remove_former()) return false;
  auto pinned = dataplane::PinnedMaps::open(folder);
  EXPECT_TRUE(pinned) << pinned.error().message();
  if (!pinned || *pinned == nullptr) return false;
  auto inherited = (*pinned)->read();
  EXPECT_TRUE(inherited) << inherited.error().message();
  auto forwarder = dataplane::Forwarder::load(sizes_of(settings_), pinned->get());
  EXPECT_TRUE(forwarder) << forwarder.error().message();
  if (!inherited || !forwarder) return false;
  EXPECT_EQ(inherited->clock, clock_);
  start(*std::move(forwarder));
  const auto restored = running_->publisher.restore(*inherited);
  EXPECT_TRUE(restored) << restored.error().message();
  const bool published = restored && publish();
  EXPECT_TRUE(pins->remove());
  return published;
}

std::optional<net::IpAddress> Balancer::send(const Tuple& tuple, std::uint8_t flags, std::uint32_t sequence) {
  program::test_run(running_->forwarder->program_fd(), frame(tuple, flags, sequence), 0, run_);
  if (run_.verdict != outcome::Verdict::kTransmit) return std::nullopt;
  return outer_destination(run_.frame);
}

shunt_syn_counters Balancer::syns(const std::string& service, const net::IpAddress& backend) const {
  const auto& backends = published(service).backends;
  const auto found = std::ranges::find(backends, backend, &dataplane::PublishedBackend::address);
  const auto counters = running_->forwarder->read_syn_stats(found->stats->first());
  EXPECT_TRUE(counters);
  return counters.value_or(shunt_syn_counters{});
}

shunt_flow_counters Balancer::flow_stats() const {
  auto now = running_->forwarder->read_flow_stats();
  now.recorded -= counted_before_.recorded;
  now.confirmed -= counted_before_.confirmed;
  now.restarted -= counted_before_.restarted;
  now.evicted -= counted_before_.evicted;
  now.refused_full -= counted_before_.refused_full;
  now.refused_rate -= counted_before_.refused_rate;
  return now;
}

const dataplane::PublishedService& Balancer::published(const std::string& name) const {
  for (const auto& service : running_->publisher.services())
    if (service->config.name == name) return *service;
  std::abort();
}

std::size_t Balancer::recorded() const {
  std::size_t count = 0;
  running_->upkeep.flows().visit(clock_, dataplane::FlowIdle(memory().control->flow_idle),
                                 [&](const dataplane::FlowTable::Flow&) { ++count; });
  return count;
}

}  // namespace shunt::balancer
