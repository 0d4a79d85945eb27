// SPDX-License-Identifier: Apache-2.0
#include "model/overrides.h"

#include <gtest/gtest.h>

namespace shunt::model {
namespace {

net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

TEST(Overrides, BelongToOneBackendOfOneService) {
  Overrides overrides;
  overrides.set("web", address("198.51.100.11"), {.state = {}, .until = {}, .weight = 5});
  ASSERT_NE(overrides.find("web", address("198.51.100.11")), nullptr);
  EXPECT_EQ(overrides.find("web", address("198.51.100.11"))->weight, 5U);
  EXPECT_EQ(overrides.find("web", address("198.51.100.12")), nullptr);
  EXPECT_EQ(overrides.find("dns", address("198.51.100.11")), nullptr);
}

TEST(Overrides, KeepNoneThatSaysNothing) {
  Overrides overrides;
  overrides.set("web", address("198.51.100.11"), {.state = AdminState::kDisabled, .until = {}, .weight = {}});
  overrides.set("web", address("198.51.100.11"), {});
  EXPECT_TRUE(overrides.empty());
  EXPECT_EQ(overrides, Overrides());
  overrides.set("web", address("198.51.100.11"), {.state = {}, .until = {}, .weight = 0});
  EXPECT_EQ(overrides.size(), 1U) << "a weight of 0 is one";
  overrides.erase("web", address("198.51.100.11"));
  overrides.erase("web", address("198.51.100.11"));
  EXPECT_TRUE(overrides.empty());
}

TEST(Overrides, AreWalkedInOrder) {
  Overrides overrides;
  overrides.set("web", address("198.51.100.12"), {.state = {}, .until = {}, .weight = 1});
  overrides.set("web", address("198.51.100.11"), {.state = {}, .until = {}, .weight = 2});
  overrides.set("dns", address("2001:db8::1"), {.state = {}, .until = {}, .weight = 3});
  std::string order;
  for (const auto& [key, value] : overrides) order += key.service + std::to_string(*value.weight) + " ";
  EXPECT_EQ(order, "dns3 web2 web1 ");
}

TEST(AdminState, HasAWordForEachOfItsValues) {
  EXPECT_EQ(to_string(AdminState::kEnabled), "enabled");
  EXPECT_EQ(to_string(AdminState::kDraining), "draining");
  EXPECT_EQ(to_string(AdminState::kDisabled), "disabled");
}

}  // namespace
}  // namespace shunt::model
