// SPDX-License-Identifier: Apache-2.0
// 16,000 backends. Times are printed for people: docs/next-hops.md has those of an optimized build.
#include <cstdio>

#include "e2e/route/two_hosts.h"

namespace shunt::testing {
namespace {

using Clock = std::chrono::steady_clock;
using route::NextHop;

class ManyBackends : public TwoHosts {
 protected:
  static constexpr int kBackends = 16'000;

  static constexpr int kIpv4Backends = 512;  // as many as two documentation prefixes have

  static std::vector<net::IpAddress> backends() {
    std::vector<net::IpAddress> all;
    for (int i = 0; i < kBackends; ++i) {
      const auto high = static_cast<std::uint8_t>(i >> 8);
      const auto low = static_cast<std::uint8_t>(i);
      if (i >= kIpv4Backends) {
        all.push_back(net::IpAddress({0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, high, low}));
      } else if (high == 0) {
        all.push_back(net::IpAddress::from_ipv4({198, 51, 100, low}));
      } else {
        all.push_back(net::IpAddress::from_ipv4({203, 0, 113, low}));
      }
    }
    return all;
  }

  int resolved(const net::MacAddress& destination) const {
    int count = 0;
    for (const net::IpAddress& backend : all) {
      const auto* hop = std::get_if<NextHop>(&next_hops->resolution(backend));
      count += hop != nullptr && hop->destination == destination ? 1 : 0;
    }
    return count;
  }

  static void timed(const char* what, const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    std::printf("  %-60s %8.1f ms\n", what, ms);
  }

  std::vector<net::IpAddress> all = backends();
};

TEST_F(ManyBackends, AreResolvedAndFollowed) {
  here->run("ip route add default via 192.0.2.2 && ip -6 route add default via 2001:db8:0:a::2");
  open();
  timed("watch 16,000 backends", [&] { EXPECT_EQ(next_hops->watch(all).size(), all.size()); });
  EXPECT_TRUE(serve_until([&] { return resolved(kB0) == kBackends; }));

  here->run("ip route replace default via 192.0.2.130 && ip -6 route replace default via 2001:db8:0:b::2");
  timed("the default routes move: everything is asked again",
        [&] { EXPECT_EQ(next_hops->on_readable().size(), all.size()); });
  EXPECT_TRUE(serve_until([&] { return resolved(kB1) == kBackends; }));

  here->run("ip neighbour replace 192.0.2.130 dev a1 lladdr 02:00:00:00:0b:78 nud permanent");
  timed("a gateway's MAC address changes", [&] { static_cast<void>(next_hops->on_readable()); });
  EXPECT_EQ(resolved(mac("02:00:00:00:0b:78")), kIpv4Backends);

  here->run("ip route add 192.0.2.64/26 via 192.0.2.130");
  timed("a route that concerns nobody", [&] { EXPECT_TRUE(next_hops->on_readable().empty()); });
  timed("a refresh with nothing to do", [&] { EXPECT_TRUE(next_hops->refresh().empty()); });
  all.pop_back();
  timed("watch one backend less", [&] { EXPECT_TRUE(next_hops->watch(all).empty()); });
}

}  // namespace
}  // namespace shunt::testing
