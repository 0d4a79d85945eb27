// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "route/decode.h"
#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using testing::NetlinkBytes;

NetlinkBytes neighbour_bytes(const char* address, int family, int state, int flags = 0) {
  ndmsg header{};
  header.ndm_family = static_cast<unsigned char>(family);
  header.ndm_ifindex = 7;
  header.ndm_state = static_cast<unsigned short>(state);
  header.ndm_flags = static_cast<unsigned char>(flags);
  NetlinkBytes bytes = NetlinkBytes::with(header);
  bytes.address(NDA_DST, address);
  return bytes;
}

Neighbour neighbour_of(const NetlinkBytes& bytes) {
  return std::get<NeighbourMessage>(decode_event(bytes.message(RTM_NEWNEIGH))).neighbour;
}

TEST(DecodeNeighbour, ReadsBothFamilies) {
  for (const auto& [address, family] : {std::pair("192.0.2.1", AF_INET), std::pair("2001:db8::1", AF_INET6)}) {
    NetlinkBytes bytes = neighbour_bytes(address, family, NUD_STALE);
    bytes.mac(NDA_LLADDR, "02:00:00:00:00:01");
    const Neighbour neighbour = neighbour_of(bytes);
    EXPECT_EQ(neighbour.key, (NeighbourKey{7, testing::address(address)}));
    EXPECT_EQ(neighbour.mac, testing::mac("02:00:00:00:00:01"));
    EXPECT_TRUE(is_usable(neighbour));
    EXPECT_FALSE(neighbour.managed || neighbour.ours || neighbour.external);
  }
}

TEST(DecodeNeighbour, KnowsWhoPutItThere) {
  NetlinkBytes bytes = neighbour_bytes("192.0.2.1", AF_INET, NUD_INCOMPLETE, NTF_EXT_LEARNED);
  bytes.u32(NDA_FLAGS_EXT, NTF_EXT_MANAGED).u8(NDA_PROTOCOL, kNeighbourOriginator);
  const Neighbour neighbour = neighbour_of(bytes);
  EXPECT_TRUE(neighbour.managed);
  EXPECT_TRUE(neighbour.ours);
  EXPECT_TRUE(neighbour.external);
}

TEST(DecodeNeighbour, IsUsableInEveryStateWithAnAddressToSendTo) {
  for (const int state : {NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PROBE, NUD_PERMANENT, NUD_NOARP}) {
    NetlinkBytes bytes = neighbour_bytes("192.0.2.1", AF_INET, state);
    EXPECT_FALSE(is_usable(neighbour_of(bytes))) << state;
    bytes.mac(NDA_LLADDR, "02:00:00:00:00:01");
    EXPECT_TRUE(is_usable(neighbour_of(bytes))) << state;
  }
  for (const int state : {NUD_NONE, NUD_INCOMPLETE, NUD_FAILED}) {
    NetlinkBytes bytes = neighbour_bytes("192.0.2.1", AF_INET, state);
    bytes.mac(NDA_LLADDR, "02:00:00:00:00:01");
    EXPECT_FALSE(is_usable(neighbour_of(bytes))) << state;
  }
}

TEST(DecodeNeighbour, AnAddressThatIsNotEthernetIsNone) {
  NetlinkBytes bytes = neighbour_bytes("192.0.2.1", AF_INET, NUD_REACHABLE);
  bytes.address(NDA_LLADDR, "198.51.100.1");  // as tunnels have it
  EXPECT_FALSE(is_usable(neighbour_of(bytes)));
  NetlinkBytes zero = neighbour_bytes("192.0.2.1", AF_INET, NUD_NOARP);
  zero.mac(NDA_LLADDR, "00:00:00:00:00:00");
  EXPECT_FALSE(is_usable(neighbour_of(zero)));
}

TEST(DecodeNeighbour, BridgeEntriesAndProxiesAreNone) {
  const auto bridge = decode_event(neighbour_bytes("192.0.2.1", AF_BRIDGE, NUD_REACHABLE).message(RTM_NEWNEIGH));
  EXPECT_TRUE(std::holds_alternative<Irrelevant>(bridge));
  const auto proxy =
      decode_event(neighbour_bytes("192.0.2.1", AF_INET, NUD_REACHABLE, NTF_PROXY).message(RTM_NEWNEIGH));
  EXPECT_TRUE(std::holds_alternative<Irrelevant>(proxy));
}

TEST(DecodeNeighbour, AnAddressOfAnotherFamilyMakesNoSense) {
  const auto event = decode_event(neighbour_bytes("2001:db8::1", AF_INET, NUD_REACHABLE).message(RTM_NEWNEIGH));
  EXPECT_TRUE(std::holds_alternative<Malformed>(event));
}

}  // namespace
}  // namespace shunt::route
