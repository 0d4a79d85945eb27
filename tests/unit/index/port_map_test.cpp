// SPDX-License-Identifier: Apache-2.0
#include "dataplane/index/port_map.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <random>

namespace shunt::dataplane {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Range = PortMap::Range;

TEST(PortMap, StartsEmpty) { EXPECT_THAT(PortMap().ranges(), IsEmpty()); }

TEST(PortMap, CutsWhatIsPaintedOver) {
  PortMap map;
  map.paint(10, 20, 1);
  map.paint(14, 15, 2);
  EXPECT_THAT(map.ranges(), ElementsAre(Range{10, 13, 1}, Range{14, 15, 2}, Range{16, 20, 1}));
}

TEST(PortMap, ForgetsWhatIsCovered) {
  PortMap map;
  map.paint(10, 20, 1);
  map.paint(30, 40, 2);
  map.paint(5, 50, 3);
  EXPECT_THAT(map.ranges(), ElementsAre(Range{5, 50, 3}));
}

TEST(PortMap, JoinsNeighboursOfOneOwner) {
  PortMap map;
  map.paint(10, 20, 1);
  map.paint(21, 30, 1);
  map.paint(32, 40, 1);
  EXPECT_THAT(map.ranges(), ElementsAre(Range{10, 30, 1}, Range{32, 40, 1}));
}

TEST(PortMap, KeepsTheProtocolsApart) {
  PortMap map;
  map.paint(port_key(net::Protocol::kTcp, 0), port_key(net::Protocol::kTcp, 65535), 1);
  map.paint(port_key(net::Protocol::kUdp, 0), port_key(net::Protocol::kUdp, 65535), 1);
  EXPECT_THAT(map.ranges(), ElementsAre(Range{0x60000, 0x6ffff, 1}, Range{0x110000, 0x11ffff, 1}));
}

TEST(PortMap, AgreesWithPaintOnAnArray) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::uint32_t> port(0, 31);
  for (int round = 0; round < 500; ++round) {
    PortMap map;
    std::array<std::size_t, 32> plain{};
    for (std::size_t owner = 1; owner <= 12; ++owner) {
      const auto [first, last] = std::minmax({port(random), port(random)});
      map.paint(first, last, owner);
      for (std::uint32_t i = first; i <= last; ++i) plain[i] = owner;
    }
    std::array<std::size_t, 32> painted{};
    std::uint32_t end = 0;
    for (const Range& range : map.ranges()) {
      ASSERT_GE(range.first, end) << "round " << round;
      end = range.last + 1;
      for (std::uint32_t i = range.first; i <= range.last; ++i) painted[i] = range.owner;
    }
    ASSERT_EQ(painted, plain) << "round " << round;
  }
}

}  // namespace
}  // namespace shunt::dataplane
