// SPDX-License-Identifier: Apache-2.0
#include "route/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <vector>

namespace shunt::route {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::uint8_t> datagram_of(const std::vector<nlmsghdr>& headers) {
  std::vector<std::uint8_t> bytes;
  for (const nlmsghdr& header : headers) {
    const std::size_t start = bytes.size();
    bytes.resize(start + sizeof header + 4);
    std::memcpy(bytes.data() + start, &header, sizeof header);
  }
  return bytes;
}

nlmsghdr header(std::uint32_t length, std::uint32_t sequence) { return {length, NLMSG_DONE, 0, sequence, 0}; }

std::vector<std::uint32_t> sequences_in(const std::vector<std::uint8_t>& bytes, bool expect_whole) {
  std::vector<std::uint32_t> sequences;
  const bool whole = split(bytes, [&](const Message& message) {
    EXPECT_LE(message.payload.size(), 4U);
    sequences.push_back(message.sequence);
  });
  EXPECT_EQ(whole, expect_whole);
  return sequences;
}

TEST(Split, HandsOnEachMessage) {
  EXPECT_THAT(sequences_in(datagram_of({header(20, 1), header(18, 2), header(20, 3)}), true),
              ElementsAre(1U, 2U, 3U));
  EXPECT_THAT(sequences_in(datagram_of({header(20, 1), header(20, 2)}), true), ElementsAre(1U, 2U));
  EXPECT_THAT(sequences_in({}, true), IsEmpty());
}

TEST(Split, StopsAtALengthThatLies) {
  for (const std::uint32_t length : {0U, 15U, 21U, 0x7fffffffU, 0xffffffffU})
    EXPECT_THAT(sequences_in(datagram_of({header(20, 1), header(length, 2)}), false), ElementsAre(1U)) << length;
}

TEST(Split, StopsAtAHeaderThatIsCutOff) {
  auto bytes = datagram_of({header(20, 1), header(20, 2)});
  bytes.resize(20 + 15);
  EXPECT_THAT(sequences_in(bytes, false), ElementsAre(1U));
}

}  // namespace
}  // namespace shunt::route
