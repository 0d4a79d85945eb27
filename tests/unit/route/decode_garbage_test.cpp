// SPDX-License-Identifier: Apache-2.0
// Messages cut off at every byte and with bytes changed at random: no sanitizer may complain, and what is cut off
// is never taken for something else.
#include <gtest/gtest.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <random>

#include "route/decode.h"
#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using testing::NetlinkBytes;

struct Sample {
  int type;
  NetlinkBytes bytes;
};

NetlinkBytes vlan_link() {
  ifinfomsg header{};
  header.ifi_type = ARPHRD_ETHER;
  header.ifi_index = 7;
  NetlinkBytes data;
  data.u16(IFLA_VLAN_ID, 5).u16(IFLA_VLAN_PROTOCOL, 0x0081);
  NetlinkBytes info;
  info.text(IFLA_INFO_KIND, "vlan").nest(IFLA_INFO_DATA, data);
  NetlinkBytes bytes = NetlinkBytes::with(header);
  bytes.text(IFLA_IFNAME, "eth0.5").u32(IFLA_MTU, 1500).mac(IFLA_ADDRESS, "02:00:00:00:00:01");
  bytes.u32(IFLA_LINK, 3).nest(IFLA_LINKINFO, info);
  return bytes;
}

NetlinkBytes neighbour() {
  ndmsg header{};
  header.ndm_family = AF_INET6;
  header.ndm_ifindex = 7;
  header.ndm_state = NUD_REACHABLE;
  NetlinkBytes bytes = NetlinkBytes::with(header);
  bytes.address(NDA_DST, "2001:db8::1").mac(NDA_LLADDR, "02:00:00:00:00:01").u32(NDA_FLAGS_EXT, 1);
  return bytes;
}

NetlinkBytes route() {
  rtmsg header{};
  header.rtm_family = AF_INET;
  header.rtm_dst_len = 32;
  header.rtm_type = RTN_UNICAST;
  NetlinkBytes metrics;
  metrics.u32(RTAX_MTU, 1400);
  NetlinkBytes bytes = NetlinkBytes::with(header);
  bytes.address(RTA_DST, "198.51.100.7")
      .u32(RTA_OIF, 7)
      .address(RTA_GATEWAY, "192.0.2.1")
      .nest(RTA_METRICS, metrics);
  return bytes;
}

std::vector<Sample> samples() {
  return {{RTM_NEWLINK, vlan_link()}, {RTM_NEWNEIGH, neighbour()}, {RTM_NEWROUTE, route()},
          {RTM_NEWADDR, route()},     {RTM_NEWRULE, route()},      {NLMSG_ERROR, NetlinkBytes::with(nlmsgerr{})}};
}

void decode_all(int type, const std::vector<std::uint8_t>& bytes) {
  const Message message{static_cast<std::uint16_t>(type), 0, 1, bytes};
  static_cast<void>(decode_event(message));
  static_cast<void>(decode_route_answer(message, net::Family::kIpv4));
  static_cast<void>(decode_error(message));
}

TEST(DecodeGarbage, CutOffAtEveryByte) {
  for (const Sample& sample : samples()) {
    for (std::size_t size = 0; size < sample.bytes.bytes().size(); ++size) {
      // A vector of exactly this size: a sanitizer sees one byte too far.
      const std::vector<std::uint8_t> cut(sample.bytes.bytes().begin(),
                                          sample.bytes.bytes().begin() + static_cast<std::ptrdiff_t>(size));
      decode_all(sample.type, cut);
    }
  }
}

TEST(DecodeGarbage, AMessageCutOffInsideAnAttributeHasNoMeaning) {
  for (const Sample& sample : {Sample{RTM_NEWLINK, vlan_link()}, Sample{RTM_NEWNEIGH, neighbour()}}) {
    std::vector<std::uint8_t> cut = sample.bytes.bytes();
    cut.resize(cut.size() - 4);
    const Message message{static_cast<std::uint16_t>(sample.type), 0, 1, cut};
    EXPECT_TRUE(std::holds_alternative<Malformed>(decode_event(message))) << sample.type;
  }
}

TEST(DecodeGarbage, ChangedAtRandom) {
  constexpr std::uint32_t kSeed = 20'261'101;
  RecordProperty("seed", static_cast<int>(kSeed));
  std::mt19937 random(kSeed);
  for (const Sample& sample : samples()) {
    for (int round = 0; round < 20'000; ++round) {
      std::vector<std::uint8_t> changed = sample.bytes.bytes();
      for (int i = 0; i < 3; ++i) changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
      changed.resize(changed.size() - random() % 3);
      decode_all(sample.type, changed);
    }
  }
}

}  // namespace
}  // namespace shunt::route
