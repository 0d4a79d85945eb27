// SPDX-License-Identifier: Apache-2.0
// Shares that are uneven, and why.
#include <gmock/gmock.h>

#include "doctor/findings/host.h"

namespace shunt::doctor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

net::IpAddress address(int number) { return *net::IpAddress::parse("198.51.100." + std::to_string(number)); }

/// Three backends with these packets and slots.
LoadFacts load(const std::vector<std::uint64_t>& packets,
               const std::vector<std::uint32_t>& slots = {100, 100, 100}) {
  ServiceLoad service{.name = "web"};
  LoadFacts facts{.services = {}, .cpus = {0, 0}};
  for (std::size_t i = 0; i < packets.size(); ++i) {
    service.backends.push_back(
        {.address = address(static_cast<int>(i)), .weight = 1, .slots = slots[i], .packets = packets[i]});
    service.packets += packets[i];
    service.table_size += slots[i];
    facts.cpus[i % 2] += packets[i];
  }
  facts.services.push_back(service);
  facts.cpus = {service.packets / 2, service.packets / 2};
  return facts;
}

std::vector<std::string> ids(const Findings& findings) {
  std::vector<std::string> ids;
  for (const auto& finding : findings) ids.push_back(finding.id);
  return ids;
}

TEST(Load, ThatIsEvenIsWell) { EXPECT_THAT(ids(examine(load({1000, 1100, 950}), {}, 2)), ElementsAre("load")); }

TEST(Load, OfFewPacketsSaysNothing) { EXPECT_THAT(ids(examine(load({500, 0, 0}), {}, 2)), ElementsAre()); }

TEST(Load, OfFewClientsIsTold) {
  auto facts = load({3000, 100, 100});
  const auto findings = examine(facts, {}, 2);
  EXPECT_THAT(ids(findings), ElementsAre("uneven-clients"));
  EXPECT_THAT(findings[0].what, HasSubstr("198.51.100.0 has 94% of the packets and 33% of the slots"));
  facts.services[0].scheduler = model::Scheduler::kSource;
  EXPECT_THAT(examine(facts, {}, 2)[0].why, HasSubstr("scheduler source"));
}

TEST(Load, ByWeightsIsANote) {
  const auto findings = examine(load({8000, 1000, 1000}, {800, 100, 100}), {}, 2);
  EXPECT_THAT(ids(findings), ElementsAre("uneven-weights"));
  EXPECT_EQ(findings[0].severity, Severity::kNote);
}

TEST(Load, ByWeightsThatDifferByTwoIsEvenWhateverRoundingAdds) {
  EXPECT_THAT(ids(examine(load({500, 0, 0}, {513, 1027, 513}), {}, 2)), ElementsAre());
  EXPECT_THAT(ids(examine(load({500, 0, 0}, {7, 16, 8}), {}, 2)), ElementsAre());
  EXPECT_THAT(ids(examine(load({500, 0, 0}, {100, 250, 100}), {}, 2)), ElementsAre("uneven-weights"));
}

TEST(Load, ByWeightsLeavesOutWhatHasNoSlots) {
  const auto findings = examine(load({8000, 1000, 0}, {900, 100, 0}), {}, 2);
  ASSERT_THAT(ids(findings), ElementsAre("uneven-weights"));
  EXPECT_EQ(findings[0].what, "the load is uneven since the weights are: 198.51.100.0 90%, 198.51.100.1 10%");
  EXPECT_THAT(ids(examine(load({500, 0, 0}, {100, 100, 0}), {}, 2)), ElementsAre());
}

TEST(Load, OnOneProcessorIsTold) {
  auto facts = load({1000, 1000, 1000});
  facts.cpus = {2900, 100};
  const auto findings = examine(facts, {{.name = "eth0", .queues = 1}}, 2);
  EXPECT_THAT(ids(findings), ElementsAre("hot-cpu"));
  EXPECT_THAT(findings[0].commands, testing::Contains("ethtool -L eth0 combined 2"));
  EXPECT_THAT(ids(examine(facts, {}, 1)), ElementsAre("load"));
}

TEST(Load, OnOneQueueIsTold) {
  const InterfaceFacts eth0{.name = "eth0", .received = {{0, 9000}, {1, 100}, {2, 50}, {3, 0}}};
  auto facts = load({1000, 1000, 1000});
  facts.cpus = {750, 750, 750, 750};
  EXPECT_THAT(ids(examine(facts, {eth0}, 4)), ElementsAre("hot-queue"));
}

}  // namespace
}  // namespace shunt::doctor
