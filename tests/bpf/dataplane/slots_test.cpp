// SPDX-License-Identifier: Apache-2.0
// How flows spread over a service's table.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

class Slots : public Dataplane {
 protected:
  std::uint32_t backend_of(const Frame& frame) {
    const Outcome out = send(frame);
    return out.counted.backends.size() == 1 ? out.counted.backends.begin()->first : 0;
  }
  std::uint32_t backend_of_flow(std::uint32_t flow) {
    const auto low = static_cast<std::uint8_t>(flow);
    const net::IpAddress client = net::IpAddress::from_ipv4({203, 0, 113, low});
    return backend_of(
        eth().ipv4({.source = client}).tcp({.source_port = static_cast<std::uint16_t>(1024 + flow / 256)}));
  }
};

TEST_F(Slots, SpreadFlowsEvenly) {
  given.service("192.0.2.10", {"80/tcp"})
      .backend("198.51.100.1")
      .backend("198.51.100.2")
      .backend("198.51.100.3")
      .backend("198.51.100.4")
      .slots(251);
  std::map<std::uint32_t, int> flows;
  for (std::uint32_t flow = 0; flow < 1000; ++flow) ++flows[backend_of_flow(flow)];
  EXPECT_EQ(flows.size(), 4u);
  for (const auto& [backend, count] : flows) EXPECT_NEAR(count, 250, 60) << backend;  // four standard deviations
}

TEST_F(Slots, OfATableOfOneTakeEverything) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.1").slots(1);
  for (std::uint32_t flow = 0; flow < 100; ++flow) EXPECT_EQ(backend_of_flow(flow), 1u);
}

TEST_F(Slots, StayWithAFlowWhateverElseItsPacketsCarry) {
  auto service = given.service("192.0.2.10", {"80/tcp"});
  for (int i = 1; i <= 7; ++i) service.backend("198.51.100." + std::to_string(i));
  const std::uint32_t backend = backend_of(eth().ipv4().tcp());
  EXPECT_EQ(backend_of(eth()
                           .vlan(3)
                           .ipv4({.tos = 1, .id = 2, .ttl = 3, .options = Bytes(8, 1)})
                           .tcp({.sequence = 4, .flags = 2})
                           .payload(99)),
            backend);
}

TEST_F(Slots, DependOnTheSeed) {
  auto service = given.service("192.0.2.10", {"80/tcp"});
  for (int i = 1; i <= 5; ++i) service.backend("198.51.100." + std::to_string(i));
  int moved = 0;
  for (std::uint32_t flow = 0; flow < 100; ++flow) {
    const std::uint32_t before = backend_of_flow(flow);
    given.seed(0x123456789abcdef);
    moved += backend_of_flow(flow) != before ? 1 : 0;
    given.seed(0);
  }
  EXPECT_NEAR(moved, 80, 17);
}

TEST_F(Slots, OfAServiceWithoutBackendsDrop) {
  given.service("192.0.2.10", {"80/tcp"});
  const Outcome out = send(eth().ipv4().tcp());
  EXPECT_TRUE(out.dropped_for(SHUNT_REASON_NO_BACKEND));
  EXPECT_EQ(out.counted.services, (outcome::Counters::Rows{{0, Counter{1, 40}}}));
}

TEST_F(Slots, WithoutBackendsComeAfterTheHeaderChecks) {
  given.service("192.0.2.10", {"80/tcp"});
  EXPECT_TRUE(send(eth().ipv4({.ttl = 1}).tcp()).dropped_for(SHUNT_REASON_TTL_EXPIRED));
  EXPECT_TRUE(send(eth().ipv4({.ttl = 1}).tcp({.data_offset = 2})).dropped_for(SHUNT_REASON_TCP_HEADER_INVALID));
}

}  // namespace
}  // namespace shunt::dataplane
