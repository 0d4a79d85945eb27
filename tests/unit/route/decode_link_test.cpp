// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include "route/decode.h"
#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using testing::NetlinkBytes;

NetlinkBytes link_bytes(int family = AF_UNSPEC, int type = ARPHRD_ETHER) {
  ifinfomsg header{};
  header.ifi_family = static_cast<unsigned char>(family);
  header.ifi_type = static_cast<unsigned short>(type);
  header.ifi_index = 7;
  header.ifi_flags = IFF_UP | IFF_LOWER_UP;
  NetlinkBytes bytes = NetlinkBytes::with(header);
  bytes.text(IFLA_IFNAME, "eth0").u32(IFLA_MTU, 1500).mac(IFLA_ADDRESS, "02:00:00:00:00:01");
  return bytes;
}

NetlinkBytes with_vlan(std::uint16_t id, std::uint16_t protocol) {
  NetlinkBytes data;
  data.u16(IFLA_VLAN_ID, id).u16(IFLA_VLAN_PROTOCOL, htons(protocol));
  NetlinkBytes info;
  info.text(IFLA_INFO_KIND, "vlan").nest(IFLA_INFO_DATA, data);
  NetlinkBytes bytes = link_bytes();
  bytes.u32(IFLA_LINK, 3).nest(IFLA_LINKINFO, info);
  return bytes;
}

Link link_of(const NetlinkBytes& bytes) {
  return std::get<LinkMessage>(decode_event(bytes.message(RTM_NEWLINK))).link;
}

TEST(DecodeLink, ReadsAnEthernetInterface) {
  const Link link = link_of(link_bytes());
  EXPECT_EQ(link.ifindex, 7U);
  EXPECT_EQ(link.name, "eth0");
  EXPECT_EQ(link.mtu, 1500U);
  EXPECT_EQ(link.mac, testing::mac("02:00:00:00:00:01"));
  EXPECT_TRUE(link.up && link.carrier && link.ethernet);
  EXPECT_FALSE(link.loopback);
  EXPECT_EQ(link.kind, "");
}

TEST(DecodeLink, ReadsWhichXdpProgramRuns) {
  NetlinkBytes xdp;
  xdp.u8(IFLA_XDP_ATTACHED, XDP_ATTACHED_DRV).u32(IFLA_XDP_PROG_ID, 41);
  NetlinkBytes bytes = link_bytes();
  bytes.nest(IFLA_XDP, xdp);
  EXPECT_EQ(link_of(bytes).xdp_program, 41U);
  EXPECT_EQ(link_of(link_bytes()).xdp_program, 0U);
}

TEST(DecodeLink, ReadsAVlanInterface) {
  const Link link = link_of(with_vlan(5, 0x8100));
  EXPECT_EQ(link.kind, "vlan");
  EXPECT_EQ(link.lower, 3U);
  EXPECT_FALSE(link.lower_elsewhere);
  EXPECT_EQ(link.vlan, (VlanTag{5, true}));
  EXPECT_EQ(link_of(with_vlan(5, 0x88a8)).vlan, (VlanTag{5, false}));
}

TEST(DecodeLink, SeesThatTheLowerDeviceIsInAnotherNamespace) {
  NetlinkBytes bytes = with_vlan(5, 0x8100);
  bytes.u32(IFLA_LINK_NETNSID, 0);
  EXPECT_TRUE(link_of(bytes).lower_elsewhere);
}

TEST(DecodeLink, AVlanInterfaceWithoutAUsableTagMakesNoSense) {
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_event(with_vlan(4096, 0x8100).message(RTM_NEWLINK))));
  NetlinkBytes info;
  info.text(IFLA_INFO_KIND, "vlan");
  NetlinkBytes bytes = link_bytes();
  bytes.nest(IFLA_LINKINFO, info);
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_event(bytes.message(RTM_NEWLINK))));
}

TEST(DecodeLink, OnlyEthernetHasAnEthernetAddress) {
  const Link link = link_of(link_bytes(AF_UNSPEC, ARPHRD_IEEE80211));
  EXPECT_FALSE(link.ethernet);
  EXPECT_EQ(link.mac, net::MacAddress{});
}

TEST(DecodeLink, WhatABridgeSaysOfItsPortIsNotAboutThePort) {
  const auto event = decode_event(link_bytes(AF_BRIDGE).message(RTM_DELLINK));
  EXPECT_TRUE(std::holds_alternative<Irrelevant>(event));
}

TEST(DecodeLink, ARemovalNamesTheInterface) {
  const auto event = decode_event(link_bytes().message(RTM_DELLINK));
  ASSERT_TRUE(std::holds_alternative<LinkMessage>(event));
  EXPECT_TRUE(std::get<LinkMessage>(event).removed);
  EXPECT_EQ(std::get<LinkMessage>(event).link.ifindex, 7U);
}

TEST(DecodeLink, WithoutNameOrIndexItMakesNoSense) {
  ifinfomsg header{};
  header.ifi_index = 7;
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_event(NetlinkBytes::with(header).message(RTM_NEWLINK))));
  header.ifi_index = 0;
  NetlinkBytes bytes = NetlinkBytes::with(header);
  bytes.text(IFLA_IFNAME, "eth0");
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_event(bytes.message(RTM_NEWLINK))));
}

}  // namespace
}  // namespace shunt::route
