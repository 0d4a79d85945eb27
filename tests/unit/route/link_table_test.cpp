// SPDX-License-Identifier: Apache-2.0
#include "route/link_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shunt::route {
namespace {

using What = LinkEvent::What;

Link link(unsigned ifindex, const char* name) {
  Link result;
  result.ifindex = ifindex;
  result.name = name;
  return result;
}

TEST(LinkTable, SaysWhatHappened) {
  LinkTable table;
  EXPECT_EQ(table.set(link(2, "eth0")), (LinkEvent{What::kAppeared, link(2, "eth0"), {}}));
  EXPECT_EQ(table.set(link(2, "eth0")), std::nullopt);
  Link up = link(2, "eth0");
  up.up = true;
  EXPECT_EQ(table.set(up), (LinkEvent{What::kChanged, up, link(2, "eth0")}));
  EXPECT_EQ(table.set(link(2, "wan")), (LinkEvent{What::kRenamed, link(2, "wan"), up}));
  EXPECT_EQ(table.remove(2), (LinkEvent{What::kVanished, link(2, "wan"), link(2, "wan")}));
  EXPECT_EQ(table.remove(2), std::nullopt);
}

TEST(LinkTable, FindsByNameAndIndex) {
  LinkTable table;
  table.set(link(2, "eth0"));
  ASSERT_NE(table.find("eth0"), nullptr);
  EXPECT_EQ(table.find("eth0"), table.find(2));
  EXPECT_EQ(table.find("eth1"), nullptr);
  EXPECT_EQ(table.find(3), nullptr);
}

TEST(LinkTable, AFullListTellsTheDifference) {
  LinkTable table;
  table.set(link(2, "eth0"));
  table.set(link(3, "eth1"));
  table.set(link(4, "eth2"));
  const auto events = table.replace({link(2, "eth0"), link(3, "lan"), link(5, "eth2")});
  EXPECT_THAT(events, ::testing::ElementsAre(LinkEvent{What::kVanished, link(4, "eth2"), link(4, "eth2")},
                                             LinkEvent{What::kRenamed, link(3, "lan"), link(3, "eth1")},
                                             LinkEvent{What::kAppeared, link(5, "eth2"), {}}));
  EXPECT_EQ(table.find("eth2")->ifindex, 5U);
}

}  // namespace
}  // namespace shunt::route
