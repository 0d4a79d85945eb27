// SPDX-License-Identifier: Apache-2.0
// Words of commands that are pasted into a shell.
#include "doctor/findings/remedies.h"

#include <gmock/gmock.h>

#include "route/reasons.h"

namespace shunt::doctor {
namespace {

using testing::ElementsAre;

TEST(ForShell, ANameOfPlainCharactersStaysAsItIs) {
  for (const auto* name : {"eth0", "enp3s0f1.100", "eth0@if7", "a_b-c+d=e%f,g:h", "/etc/shunt/shunt.yaml"})
    EXPECT_EQ(for_shell(name), name);
}

TEST(ForShell, WhatAShellWouldReadIsQuoted) {
  EXPECT_EQ(for_shell("$(id)"), "'$(id)'");
  EXPECT_EQ(for_shell("a;reboot"), "'a;reboot'");
  EXPECT_EQ(for_shell("a b"), "'a b'");
  EXPECT_EQ(for_shell("`id`"), "'`id`'");
  EXPECT_EQ(for_shell("~"), "'~'");
  EXPECT_EQ(for_shell("it's"), "'it'\\''s'");
  EXPECT_EQ(for_shell("a\nid"), "'a\nid'");
  EXPECT_EQ(for_shell("\xc3\xa9"), "'\xc3\xa9'");
  EXPECT_EQ(for_shell(""), "''");
}

TEST(AsksNeighbour, BothNamesAreThoseOfTheReason) {
  const auto ipv4 = *net::IpAddress::parse("198.51.100.1"), ipv6 = *net::IpAddress::parse("2001:db8::1");
  EXPECT_THAT(asks_neighbour(route::reason::no_answer(ipv4, "eth1").reason),
              ElementsAre("arping -I eth1 198.51.100.1"));
  EXPECT_THAT(asks_neighbour(route::reason::no_answer(ipv6, "eth1.7").reason),
              ElementsAre("ping -I eth1.7 2001:db8::1"));
  EXPECT_THAT(asks_neighbour(route::reason::no_answer(ipv4, "$(id)").reason),
              ElementsAre("arping -I '$(id)' 198.51.100.1"));
  EXPECT_THAT(asks_neighbour(route::reason::not_watched(ipv4).reason), ElementsAre());
  EXPECT_THAT(asks_neighbour(""), ElementsAre());
}

}  // namespace
}  // namespace shunt::doctor
