// SPDX-License-Identifier: Apache-2.0
#include "packet/pcapng.h"

#include <gtest/gtest.h>

#include <cstring>

namespace shunt::packet {
namespace {

using namespace std::chrono_literals;

std::uint32_t number(const std::string& block, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, block.data() + at, sizeof(value));
  return value;
}

// Each block tells its length at both ends, and is a multiple of four.
void expect_whole(const std::string& block, std::uint32_t type) {
  EXPECT_EQ(number(block, 0), type);
  EXPECT_EQ(block.size() % 4, 0U);
  EXPECT_EQ(number(block, 4), block.size());
  EXPECT_EQ(number(block, block.size() - 4), block.size());
}

TEST(Pcapng, HasWholeBlocks) {
  expect_whole(section_header("shunt"), 0x0a0d0d0a);
  for (const char* name : {"e", "et", "eth", "eth0", "eth01"}) expect_whole(interface_block(name, 192), 1);
  for (std::size_t size = 0; size < 9; ++size) {
    const std::string bytes(size, 'x'), comment(size, 'c');
    expect_whole(packet_block({.at = {}, .length = 9, .bytes = bytes, .comment = comment}), 6);
  }
  expect_whole(statistics_block(0, {}, 5, 1), 5);
}

TEST(Pcapng, TellsTimesInNanoseconds) {
  const auto block = packet_block({.at = std::chrono::system_clock::time_point(5s + 7ns), .bytes = "x"});
  EXPECT_EQ(std::uint64_t{number(block, 12)} << 32 | number(block, 16), 5'000'000'007U);
}

TEST(Pcapng, KeepsALongCommentWithinItsOption) {
  const std::string comment(100'000, 'c');
  expect_whole(packet_block({.at = {}, .bytes = "x", .comment = comment}), 6);
}

}  // namespace
}  // namespace shunt::packet
