// SPDX-License-Identifier: Apache-2.0
// Each frame is in exactly one counter of one interface.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

class Interfaces : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  }

  /// Counters of frames by verdict, for the one interface that counted.
  static std::pair<std::uint32_t, std::array<Counter, 4>> counted(const Outcome& out) {
    EXPECT_EQ(out.counted.interfaces.size(), 1u);
    return *out.counted.interfaces.begin();
  }
  using Row = std::pair<std::uint32_t, std::array<Counter, 4>>;
};

TEST_F(Interfaces, CountBytesOfFramesByVerdict) {
  const Frame served = eth().vlan(9).ipv4().tcp().trailing(Bytes(2));  // 60 bytes
  EXPECT_EQ(counted(send(served)), (Row{kPortA, {Counter{}, Counter{}, Counter{}, Counter{1, 60}}}));
  EXPECT_EQ(counted(send(served, kPortB)), (Row{kPortB, {Counter{}, Counter{}, Counter{1, 60}, Counter{}}}));
  EXPECT_EQ(counted(send(eth().ipv4({.ttl = 1}).tcp())),
            (Row{kPortA, {Counter{}, Counter{1, 54}, Counter{}, Counter{}}}));
  EXPECT_EQ(counted(send(eth().payload(1))), (Row{kPortA, {Counter{1, 15}, Counter{}, Counter{}, Counter{}}}));
}

TEST_F(Interfaces, ThatAreNotConfiguredCountTogether) {
  EXPECT_EQ(counted(send(eth().ipv4().tcp(), kUnlistedPort)),
            (Row{0, {Counter{}, Counter{}, Counter{}, Counter{1, 54}}}));
}

TEST_F(Interfaces, WhoseNumbersCollideAreFoundBehindEachOther) {
  // 74 and 138 are kPortA modulo 64, and there is no such interface: only their rows are taken.
  std::vector<given::Interface>& interfaces = given.raw().interfaces;
  interfaces.insert(interfaces.begin(), {{74, false}, {138, false}});
  EXPECT_EQ(counted(send(eth().ipv4().tcp())).first, kPortA);
  EXPECT_EQ(counted(send(eth().ipv4().tcp(), kPortB)).first, kPortB);
}

TEST_F(Interfaces, AreProbedOnlyAsFarAsTheContractSays) {
  std::vector<given::Interface>& interfaces = given.raw().interfaces;
  std::vector<given::Interface> colliding;
  for (std::uint32_t i = 1; i < SHUNT_INTERFACE_PROBES; ++i) colliding.push_back({kPortA + 64 * i, false});
  interfaces.insert(interfaces.begin(), colliding.begin(), colliding.end());
  EXPECT_EQ(counted(send(eth().ipv4().tcp())).first, kPortA);
}

}  // namespace
}  // namespace shunt::dataplane
