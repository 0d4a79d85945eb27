// SPDX-License-Identifier: Apache-2.0
#include "e2e/route/two_hosts.h"

#include <poll.h>

namespace shunt::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kHere = R"(set -e
  ip link set lo up
  for i in 0 1; do
    ip link set a$i address 02:00:00:00:0a:0$i mtu 1500
    for family in ipv4 ipv6; do
      sysctl -qw net.$family.neigh.a$i.retrans_time_ms=100 net.$family.neigh.a$i.mcast_solicit=2
      sysctl -qw net.$family.neigh.a$i.ucast_solicit=2 net.$family.neigh.a$i.delay_first_probe_time=1
    done
  done
  ip address add 192.0.2.1/25 dev a0
  ip address add 192.0.2.129/25 dev a1
  ip address add 2001:db8:0:a::1/64 dev a0 nodad
  ip address add 2001:db8:0:b::1/64 dev a1 nodad
  ip link set a0 up
  ip link set a1 up
)";

constexpr const char* kThere = R"(set -e
  ip link set lo up
  for i in 0 1; do
    ip link set b$i address 02:00:00:00:0b:0$i mtu 1500
    sysctl -qw net.ipv4.conf.b$i.arp_notify=1 net.ipv4.conf.b$i.arp_ignore=1
  done
  ip address add 192.0.2.2/25 dev b0
  ip address add 192.0.2.130/25 dev b1
  ip address add 2001:db8:0:a::2/64 dev b0 nodad
  ip address add 2001:db8:0:b::2/64 dev b1 nodad
  ip address add fe80::b0/64 dev b0 nodad
  ip link set b0 up
  ip link set b1 up
)";

std::string print(const route::Resolution& resolution) {
  if (const auto* unresolved = std::get_if<route::Unresolved>(&resolution)) return unresolved->reason;
  const auto& hop = std::get<route::NextHop>(resolution);
  return hop.interface + " " + hop.source.to_string() + " -> " + hop.destination.to_string() + " mtu " +
         std::to_string(hop.mtu);
}

}  // namespace

net::IpAddress address(const std::string& text) { return net::IpAddress::parse(text).value(); }

net::MacAddress mac(const std::string& text) { return net::MacAddress::parse(text).value(); }

void TwoHosts::SetUp() {
  here = Namespace::create();
  there = Namespace::create();
  if (!here || !there) GTEST_SKIP() << "network namespaces are not permitted here: run as root";
  for (const char* i : {"0", "1"})
    here->run(std::string("ip link add a") + i + " type veth peer name b" + i + " netns " + there->path());
  there->run(kThere);
  here->run(kHere);
}

void TwoHosts::open(std::optional<std::size_t> event_buffer) {
  here->inside([&] {
    auto opened = event_buffer ? route::NextHops::open(*event_buffer) : route::NextHops::open();
    ASSERT_TRUE(opened) << opened.error().message();
    next_hops = *std::move(opened);
  });
}

void TwoHosts::watch(const std::vector<std::string>& backends) {
  std::vector<net::IpAddress> addresses;
  for (const std::string& backend : backends) addresses.push_back(address(backend));
  for (const net::IpAddress& changed : next_hops->watch(addresses)) reported.insert(changed);
}

bool TwoHosts::serve_until(const std::function<bool()>& condition) {
  constexpr std::chrono::milliseconds kRefresh{100};
  const auto deadline = Clock::now() + kDeadline;
  auto refresh_at = Clock::now() + kRefresh;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    pollfd readable{next_hops->fd(), POLLIN, 0};
    ::poll(&readable, 1, 10);
    std::vector<net::IpAddress> changed;
    if (readable.revents != 0) {
      changed = next_hops->on_readable();
    } else if (Clock::now() > refresh_at) {
      changed = next_hops->refresh();
      refresh_at = Clock::now() + kRefresh;
    }
    reported.insert(changed.begin(), changed.end());
    for (route::LinkEvent& event : next_hops->take_link_events()) link_events.push_back(std::move(event));
  }
  return true;
}

::testing::AssertionResult TwoHosts::resolves(const std::string& backend, const net::MacAddress& destination,
                                              const std::function<bool(const route::NextHop&)>& also) {
  const bool reached = serve_until([&] {
    const auto* hop = std::get_if<route::NextHop>(&next_hops->resolution(address(backend)));
    return hop != nullptr && hop->destination == destination && (!also || also(*hop));
  });
  if (reached) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << backend << ": " << describe(backend);
}

::testing::AssertionResult TwoHosts::unresolved(const std::string& backend, const std::string& reason) {
  const bool reached = serve_until([&] {
    const auto* hop = std::get_if<route::Unresolved>(&next_hops->resolution(address(backend)));
    return hop != nullptr && hop->reason == reason;
  });
  if (reached) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << backend << ": " << describe(backend);
}

std::string TwoHosts::describe(const std::string& backend) const {
  return print(next_hops->resolution(address(backend)));
}

}  // namespace shunt::testing
