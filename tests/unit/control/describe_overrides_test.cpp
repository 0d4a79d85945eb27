// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "control/shares.h"

namespace shunt::control {
namespace {

TEST(DescribeOverrides, TellsEachInALine) {
  const auto address = [](const char* text) { return *net::IpAddress::parse(text); };
  model::Config config;
  auto& service = config.services.emplace_back();
  service.name = "web";
  service.backends.push_back({.address = address("198.51.100.1")});
  model::Overrides overrides;
  overrides.set("web", address("198.51.100.1"), {.state = model::AdminState::kDraining, .until = {}, .weight = 5});
  overrides.set("web", address("198.51.100.2"),
                {.state = model::AdminState::kDisabled, .until = {}, .weight = {}});
  EXPECT_THAT(describe_overrides(config, overrides),
              testing::ElementsAre("web 198.51.100.1: draining, weight 5 (file: 1)",
                                   "web 198.51.100.2: disabled, and not in the file"));
}

}  // namespace
}  // namespace shunt::control
