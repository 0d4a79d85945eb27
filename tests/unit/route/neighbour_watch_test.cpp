// SPDX-License-Identifier: Apache-2.0
#include "route/neighbour_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/neighbour.h>

#include <cerrno>

#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using testing::address;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::mac;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const NeighbourKey kGateway{2, address("192.0.2.1")};
const NeighbourKey kOther{2, address("192.0.2.2")};
const net::MacAddress kMac = mac("02:00:00:00:00:01");

class NeighbourWatchTest : public ::testing::Test {
 protected:
  void kernel_has(int state, bool managed = true, bool ours = true, bool external = false) {
    Neighbour neighbour;
    neighbour.key = kGateway;
    neighbour.state = static_cast<std::uint16_t>(state);
    if ((state & (NUD_NONE | NUD_INCOMPLETE | NUD_FAILED)) == 0 && state != 0) neighbour.mac = kMac;
    neighbour.managed = managed;
    neighbour.ours = ours;
    neighbour.external = external;
    table.insert_or_assign(kGateway, neighbour);
  }

  void kernel_removes() {
    table.erase(kGateway);
    watch.on_removed(kGateway);
  }

  void request_is_granted() {
    watch.take_first_requests(table);
    watch.on_answer(kGateway, 0);
  }

  static Path path() {
    Path result;
    result.neighbour = kGateway;
    result.device = "eth0";
    return result;
  }

  std::string outcome() {
    const Resolution resolution = watch.resolve(path(), table);
    if (const auto* hop = std::get_if<NextHop>(&resolution)) return hop->destination.to_string();
    return std::get<Unresolved>(resolution).reason;
  }

  std::vector<NeighbourRequest> retries() { return watch.retries(table, 100); }

  NeighbourWatch watch;
  NeighbourTable table;
};

TEST_F(NeighbourWatchTest, AnUnknownNeighbourIsCreatedOnce) {
  watch.replace({{kGateway, 0}, {kGateway, 1}});
  EXPECT_THAT(watch.users(kGateway), ElementsAre(0U, 1U));
  EXPECT_THAT(watch.take_first_requests(table), ElementsAre(NeighbourRequest{kGateway, true}));
  EXPECT_THAT(watch.take_first_requests(table), IsEmpty());
  EXPECT_EQ(outcome(), "resolving 192.0.2.1 on eth0");
}

TEST_F(NeighbourWatchTest, WhatTheKernelManagesForUsNeedsNothing) {
  watch.replace({{kGateway, 0}});
  request_is_granted();
  for (const int state : {NUD_INCOMPLETE, NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PROBE}) {
    kernel_has(state);
    EXPECT_THAT(retries(), IsEmpty()) << state;
  }
}

TEST_F(NeighbourWatchTest, AnEntryOfTheKernelsOwnIsTakenIntoManagement) {
  kernel_has(NUD_REACHABLE, false, false);
  watch.replace({{kGateway, 0}});
  EXPECT_THAT(watch.take_first_requests(table), ElementsAre(NeighbourRequest{kGateway, false}));
}

TEST_F(NeighbourWatchTest, AKernelWithoutManagementIsAskedWheneverAnEntryIsStale) {
  watch.replace({{kGateway, 0}});
  request_is_granted();
  kernel_has(NUD_REACHABLE, false);
  EXPECT_THAT(retries(), IsEmpty());
  kernel_has(NUD_STALE, false);
  EXPECT_THAT(retries(), ElementsAre(NeighbourRequest{kGateway, false}));
  kernel_has(NUD_DELAY, false);
  EXPECT_THAT(retries(), IsEmpty());
}

TEST_F(NeighbourWatchTest, EntriesOfOthersAreLeftAlone) {
  watch.replace({{kGateway, 0}});
  watch.take_first_requests(table);
  for (const int state : {NUD_PERMANENT, NUD_NOARP}) {
    kernel_has(state, false, false);
    EXPECT_THAT(retries(), IsEmpty()) << state;
  }
  kernel_has(NUD_STALE, false, false, true);  // of a routing daemon
  EXPECT_THAT(retries(), IsEmpty());
  kernel_has(NUD_FAILED, true, false);  // managed for somebody else
  EXPECT_THAT(retries(), IsEmpty());
}

TEST_F(NeighbourWatchTest, AFailedOneIsTriedAgainEverySecondAndStaysFailedMeanwhile) {
  watch.replace({{kGateway, 0}});
  request_is_granted();
  kernel_has(NUD_FAILED);
  EXPECT_EQ(outcome(), "neighbour 192.0.2.1 on eth0: no answer");
  EXPECT_THAT(retries(), ElementsAre(NeighbourRequest{kGateway, false}));
  kernel_has(NUD_INCOMPLETE);
  EXPECT_EQ(outcome(), "neighbour 192.0.2.1 on eth0: no answer");
  EXPECT_THAT(retries(), IsEmpty());
  kernel_has(NUD_REACHABLE);
  EXPECT_EQ(outcome(), "02:00:00:00:00:01");
  kernel_removes();
  kernel_has(NUD_INCOMPLETE);
  EXPECT_EQ(outcome(), "02:00:00:00:00:01");
}

TEST_F(NeighbourWatchTest, AnAddressStaysInUseWhileItIsResolvedAnew) {
  watch.replace({{kGateway, 0}});
  request_is_granted();
  kernel_has(NUD_REACHABLE);
  EXPECT_EQ(outcome(), "02:00:00:00:00:01");
  kernel_has(NUD_FAILED);  // `ip neigh flush` fails the entry and then removes it, before anybody looks
  kernel_removes();
  EXPECT_EQ(outcome(), "02:00:00:00:00:01");
  EXPECT_THAT(watch.take_first_requests(table), ElementsAre(NeighbourRequest{kGateway, true}));
  kernel_has(NUD_FAILED);
  EXPECT_EQ(outcome(), "neighbour 192.0.2.1 on eth0: no answer");
  kernel_removes();
  EXPECT_EQ(outcome(), "neighbour 192.0.2.1 on eth0: no answer");
  EXPECT_THAT(watch.take_first_requests(table), IsEmpty());
}

TEST_F(NeighbourWatchTest, ARefusalIsExplained) {
  watch.replace({{kGateway, 0}});
  watch.take_first_requests(table);
  watch.on_answer(kGateway, ENOBUFS);
  EXPECT_EQ(outcome(),
            "neighbour 192.0.2.1 on eth0: the kernel's neighbour table is full: raise "
            "net.ipv4.neigh.default.gc_thresh3");
  watch.on_answer(kGateway, EPERM);
  EXPECT_EQ(outcome(), "neighbour 192.0.2.1 on eth0: not allowed to resolve it: CAP_NET_ADMIN is missing");
  watch.on_answer(kGateway, ENODEV);
  EXPECT_EQ(outcome(), "neighbour 192.0.2.1 on eth0: cannot resolve it: No such device");
  EXPECT_THAT(retries(), ElementsAre(NeighbourRequest{kGateway, true}));
  watch.on_answer(kGateway, 0);
  EXPECT_EQ(outcome(), "resolving 192.0.2.1 on eth0");
}

TEST_F(NeighbourWatchTest, AnEntryWithoutAnEthernetAddressIsSaidToBeSo) {
  watch.replace({{kGateway, 0}});
  kernel_has(NUD_NOARP, false, false);
  table[kGateway].mac = net::MacAddress{};
  EXPECT_EQ(outcome(), "neighbour 192.0.2.1 on eth0: has no Ethernet address");
}

TEST_F(NeighbourWatchTest, WhatNobodyNeedsAnyMoreIsReleasedIfWeAskedForIt) {
  watch.replace({{kGateway, 0}, {kOther, 1}});
  request_is_granted();  // of the gateway only
  EXPECT_THAT(watch.requested(), ElementsAre(kGateway));
  watch.replace({});
  EXPECT_THAT(watch.take_releases(), ElementsAre(kGateway));
  EXPECT_THAT(watch.take_releases(), IsEmpty());
  EXPECT_THAT(watch.requested(), IsEmpty());
}

TEST_F(NeighbourWatchTest, WhatAKilledInstanceLeftIsAdoptedOrReleased) {
  kernel_has(NUD_REACHABLE);
  Neighbour left = table[kGateway];
  left.key = kOther;
  table.emplace(kOther, left);
  watch.replace({{kGateway, 0}});
  watch.adopt(table);
  EXPECT_THAT(watch.take_releases(), ElementsAre(kOther));
  EXPECT_THAT(watch.requested(), ElementsAre(kGateway));
}

TEST_F(NeighbourWatchTest, ManyRetriesTakeTurns) {
  std::vector<std::pair<NeighbourKey, NeighbourWatch::User>> needs;
  for (std::uint8_t i = 0; i < 10; ++i) needs.push_back({{2, net::IpAddress::from_ipv4({192, 0, 2, i})}, i});
  watch.replace(needs);
  std::vector<NeighbourKey> asked;
  for (int i = 0; i < 4; ++i) {
    const auto requests = watch.retries(table, 3);
    EXPECT_THAT(requests, SizeIs(3));
    for (const NeighbourRequest& request : requests) asked.push_back(request.key);
  }
  asked.resize(10);
  std::vector<NeighbourKey> all;
  for (const auto& [key, user] : needs) all.push_back(key);
  EXPECT_THAT(asked, ::testing::UnorderedElementsAreArray(all));
}

}  // namespace
}  // namespace shunt::route
