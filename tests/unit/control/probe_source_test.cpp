// SPDX-License-Identifier: Apache-2.0
#include "control/probe_source.h"

#include <gtest/gtest.h>

namespace shunt::control {
namespace {

using net::Family;

net::IpAddress address(const char* text) { return *net::IpAddress::parse(text); }

/// Interface 2 leads to the backends, 3 elsewhere.
class ProbeSource : public testing::Test {
 protected:
  [[nodiscard]] std::string source(Family family, const char* local = nullptr, unsigned ifindex = 2) const {
    const auto found = probe_source(
        family, config_, local == nullptr ? std::nullopt : std::optional(address(local)), ifindex, host_);
    return found ? found->to_string() : "none";
  }
  void vip(const char* prefix) { config_.services.emplace_back().vip = *net::IpPrefix::parse(prefix); }

  model::Config config_;
  std::vector<HostAddress> host_{
      {.ifindex = 3, .address = address("203.0.113.3")},   {.ifindex = 2, .address = address("198.51.100.2")},
      {.ifindex = 2, .address = address("198.51.100.22")}, {.ifindex = 3, .address = address("2001:db8:3::3")},
      {.ifindex = 2, .address = address("2001:db8:2::2")},
  };
};

TEST_F(ProbeSource, IsTheFilesIfItSaysOneThatTheHostHas) {
  config_.probes.source = {address("203.0.113.77")};
  EXPECT_EQ(source(Family::kIpv4, "198.51.100.2"), "none");
  host_.push_back({.ifindex = 1, .address = address("203.0.113.77"), .on_loopback = true});
  EXPECT_EQ(source(Family::kIpv4, "198.51.100.2"), "203.0.113.77");
  EXPECT_EQ(source(Family::kIpv6), "2001:db8:2::2") << "the file says nothing of IPv6";
}

TEST_F(ProbeSource, IsThisHostsEndOfTheWayToTheBackend) {
  EXPECT_EQ(source(Family::kIpv4, "198.51.100.22"), "198.51.100.22");
}

TEST_F(ProbeSource, IsAnAddressOfTheInterfaceIfTheWayIsOfTheOtherFamily) {
  EXPECT_EQ(source(Family::kIpv4, "2001:db8:2::2"), "198.51.100.2");
  EXPECT_EQ(source(Family::kIpv6, "198.51.100.2"), "2001:db8:2::2");
  EXPECT_EQ(source(Family::kIpv6, nullptr, 3), "2001:db8:3::3");
}

TEST_F(ProbeSource, IsAnyOfTheHostIfTheInterfaceHasNone) {
  EXPECT_EQ(source(Family::kIpv4, nullptr, 9), "203.0.113.3");
}

TEST_F(ProbeSource, IsNeverAVip) {
  vip("198.51.100.2/32");
  EXPECT_EQ(source(Family::kIpv4, "198.51.100.2"), "198.51.100.22");
  vip("198.51.100.0/24");
  EXPECT_EQ(source(Family::kIpv4, "198.51.100.2"), "203.0.113.3");
  vip("203.0.113.0/24");
  EXPECT_EQ(source(Family::kIpv4, "198.51.100.2"), "none");
}

TEST_F(ProbeSource, IsOnLoopbackOnlyIfTheFileSaysSo) {
  host_ = {{.ifindex = 1, .address = address("203.0.113.77"), .on_loopback = true}};
  EXPECT_EQ(source(Family::kIpv4), "none");
}

TEST_F(ProbeSource, IsNoVipEvenIfTheFileSaysSo) {
  vip("203.0.113.0/28");
  config_.probes.source = {address("203.0.113.3")};
  EXPECT_EQ(source(Family::kIpv4, "198.51.100.2"), "none");
}

TEST_F(ProbeSource, IsNoneIfTheHostHasNoneOfTheFamily) {
  host_ = {{.ifindex = 2, .address = address("198.51.100.2")}};
  EXPECT_EQ(source(Family::kIpv6), "none");
}

TEST(HostAddresses, HoldNoLoopbackAndNoLinkLocalOnes) {
  for (const auto& host : host_addresses()) {
    EXPECT_NE(host.ifindex, 0U);
    const auto text = host.address.to_string();
    EXPECT_FALSE(text.starts_with("127.") || text == "::1" || text.starts_with("fe80:")) << text;
  }
}

}  // namespace
}  // namespace shunt::control
