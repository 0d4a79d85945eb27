// SPDX-License-Identifier: Apache-2.0
// Congestion marks at the end of a tunnel: every cell of figure 4 in RFC 6040, section 4.2.
#include <linux/bpf.h>

#include "decap_program.h"

namespace shunt::dataplane {
namespace {

using packet::eth;
using packet::Frame;

using Ecn = DecapTest;

constexpr std::uint8_t kNotCapable = 0;
constexpr std::uint8_t kCapable1 = 1;
constexpr std::uint8_t kCapable0 = 2;
constexpr std::uint8_t kCongestion = 3;
constexpr std::uint8_t kDrop = 0xff;

constexpr std::uint8_t kDscp = 0xb8;  // expedited forwarding: must stay as it is

struct Cell {
  std::uint8_t inner;
  std::uint8_t outer;
  std::uint8_t result;
};

constexpr Cell kFigure4[] = {
    {kNotCapable, kNotCapable, kNotCapable}, {kNotCapable, kCapable0, kNotCapable},
    {kNotCapable, kCapable1, kNotCapable},   {kNotCapable, kCongestion, kDrop},
    {kCapable0, kNotCapable, kCapable0},     {kCapable0, kCapable0, kCapable0},
    {kCapable0, kCapable1, kCapable1},       {kCapable0, kCongestion, kCongestion},
    {kCapable1, kNotCapable, kCapable1},     {kCapable1, kCapable0, kCapable1},
    {kCapable1, kCapable1, kCapable1},       {kCapable1, kCongestion, kCongestion},
    {kCongestion, kNotCapable, kCongestion}, {kCongestion, kCapable0, kCongestion},
    {kCongestion, kCapable1, kCongestion},   {kCongestion, kCongestion, kCongestion},
};

// 0x0000 and 0xffff make the checksum pass through its own edges.
constexpr std::uint16_t kIdentifications[] = {0x0000, 0x1234, 0xffff};

Frame inner4(std::uint8_t ecn, std::uint16_t id) {
  return eth().ipv4({.tos = static_cast<std::uint8_t>(kDscp | ecn), .id = id}).tcp();
}

Frame inner6(std::uint8_t ecn, std::uint16_t label) {
  return eth().ipv6({.traffic_class = static_cast<std::uint8_t>(kDscp | ecn), .flow_label = label}).tcp();
}

class EcnCell : public DecapTest {
 protected:
  void expect_cell(const Cell& cell, const Frame& frame, const Frame& marked) {
    if (cell.result != kDrop) return expect_decapsulated(frame, marked, "decapsulated_ipip");
    EXPECT_EQ(program_->run(frame.bytes()).verdict, XDP_DROP);
    EXPECT_EQ(program_->counters()["congestion_lost"], ++dropped_);
  }

  std::uint64_t dropped_ = 0;
};

TEST_F(EcnCell, OfTheFigureHoldsInEachMixOfFamilies) {
  for (const auto& cell : kFigure4) {
    for (const std::uint16_t id : kIdentifications) {
      SCOPED_TRACE(testing::Message() << "inner " << +cell.inner << " outer " << +cell.outer << " id " << id);
      expect_cell(cell, eth().ipv4(outer4(cell.outer)).carrying(inner4(cell.inner, id)), inner4(cell.result, id));
      expect_cell(cell, eth().ipv4(outer4(cell.outer)).carrying(inner6(cell.inner, id)), inner6(cell.result, id));
      expect_cell(cell, eth().ipv6(outer6(cell.outer)).carrying(inner4(cell.inner, id)), inner4(cell.result, id));
      expect_cell(cell, eth().ipv6(outer6(cell.outer)).carrying(inner6(cell.inner, id)), inner6(cell.result, id));
    }
  }
}

TEST_F(Ecn, MarksAreTakenFromGueToo) {
  expect_decapsulated(eth().ipv4(outer4(kCongestion)).udp(gue()).carrying(inner4(kCapable0, 1)),
                      inner4(kCongestion, 1), "decapsulated_gue");
  EXPECT_EQ(program_->run(eth().ipv6(outer6(kCongestion)).udp(gue()).carrying(inner6(0, 1)).bytes()).verdict,
            XDP_DROP);
}

TEST_F(Ecn, OuterDscpStaysOutside) {
  expect_decapsulated(eth().ipv4(outer4(0x20 | kCapable0)).carrying(inner4(kCapable0, 1)), inner4(kCapable0, 1),
                      "decapsulated_ipip");
}

}  // namespace
}  // namespace shunt::dataplane
