// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.h"

#include <gtest/gtest.h>

#include <array>

namespace shunt::config {
namespace {

constexpr std::array<std::string_view, 4> kWords{"forwarding", "backends", "vip", "ports"};

TEST(Suggestion, FindsTheNearestWord) {
  EXPECT_EQ(nearest("fowarding", kWords), "forwarding");
  EXPECT_EQ(nearest("backend", kWords), "backends");
  EXPECT_EQ(nearest("vpi", kWords), "vip");
  EXPECT_EQ(nearest("port", kWords), "ports");
  EXPECT_EQ(nearest("Ports", kWords), "ports");
}

TEST(Suggestion, IsSilentAboutWordsThatAreFar) {
  for (const std::string_view typed : {std::string_view("weight"), std::string_view(""), std::string_view("x")})
    EXPECT_FALSE(nearest(typed, kWords)) << typed;
  EXPECT_FALSE(nearest(std::string(1000, 'x'), kWords));
}

TEST(Suggestion, NamesTheAlternativesOtherwise) {
  EXPECT_EQ(suggestion("vpi", kWords), "; did you mean \"vip\"?");
  EXPECT_EQ(suggestion("zebra", kWords), "; expected forwarding, backends, vip or ports");
}

}  // namespace
}  // namespace shunt::config
