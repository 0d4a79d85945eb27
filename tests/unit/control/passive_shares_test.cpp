// SPDX-License-Identifier: Apache-2.0
// A service without checks, whose backends passive health takes down.
#include <gmock/gmock.h>

#include "control/shares.h"

namespace shunt::control {
namespace {

constexpr std::uint32_t kFull = kSlowStartSteps;
constexpr Standing kUp{};
constexpr Standing kSuspected{.state = health::State::kDown};

class PassiveShares : public testing::Test {
 protected:
  PassiveShares() {
    service_.name = "web";
    service_.health.passive = model::Passive::kDown;
    service_.health.fail = model::FailPolicy::kClosed;
    for (int i = 1; i <= 3; ++i)
      service_.backends.push_back({.address = *net::IpAddress::parse("198.51.100." + std::to_string(i))});
  }
  Parts parts(const std::vector<Standing>& standings) { return parts_of(service_, standings, false, {}, {}, {}); }
  std::vector<std::uint32_t> weights(const std::vector<Standing>& standings) {
    std::vector<std::uint32_t> weights;
    for (const auto& part : parts(standings).backends) weights.push_back(part.share.weight);
    return weights;
  }
  model::Service service_;
};

TEST_F(PassiveShares, TakeFlowsFromWhoIsDown) {
  EXPECT_THAT(weights({kUp, kSuspected, kUp}), testing::ElementsAre(kFull, 0, kFull));
  EXPECT_EQ(parts({kUp, kSuspected, kUp}).backends[1].state, BackendState::kDown);
}

TEST_F(PassiveShares, GoByTheQuorum) {
  service_.health.quorum.backends = 3;
  EXPECT_FALSE(parts({kUp, kUp, kUp}).failing);
  EXPECT_TRUE(parts({kUp, kSuspected, kUp}).failing);
  EXPECT_THAT(weights({kUp, kSuspected, kUp}), testing::ElementsAre(0, 0, 0));
}

TEST_F(PassiveShares, HaveABackupServeBelowTheQuorum) {
  service_.health.quorum.backends = 2;
  service_.backends[2].backup = true;
  EXPECT_THAT(weights({kUp, kUp, kUp}), testing::ElementsAre(kFull, kFull, 0));
  EXPECT_THAT(weights({kUp, kSuspected, kUp}), testing::ElementsAre(0, 0, kFull));
}

TEST_F(PassiveShares, HaveNoQuorumWhereItOnlyWarns) {
  service_.health.passive = model::Passive::kWarn;
  service_.health.quorum.backends = 4;
  EXPECT_FALSE(parts({kUp, kUp, kUp}).failing);
  EXPECT_THAT(weights({kUp, kUp, kUp}), testing::ElementsAre(kFull, kFull, kFull));
}

}  // namespace
}  // namespace shunt::control
