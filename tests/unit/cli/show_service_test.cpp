// SPDX-License-Identifier: Apache-2.0
// One service with its checks: what the row of a check says.
#include <gmock/gmock.h>

#include "cli/show.h"
#include "support/example_views.h"

namespace shunt::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kSmallOnly = "packets of 1500 bytes do not arrive";

/// The example's service with `check` as the only one.
std::string shown(const control::CheckStatus& check) {
  auto service = test::example_status().services.at(0);
  auto& health = service.backends.at(1).health.value();
  health.state = check.state;
  health.checks = {check};
  return show(service, test::example_time(), {});
}

control::CheckStatus example_check() { return test::example_health().checks.at(0); }

TEST(ShowService, SaysOfACheckThatItsLastProbePassed) {
  EXPECT_THAT(shown(example_check()), HasSubstr("0.3 ms (0.2 ms to 1.9 ms)  passed\n"));
}

TEST(ShowService, SaysWhyTheLastProbeFailed) {
  auto check = example_check();
  check.reason = "connect: refused";
  EXPECT_THAT(shown(check), HasSubstr("  connect: refused\n"));
}

TEST(ShowService, SaysThatProbesPassButFullSizePacketsDoNot) {
  auto check = example_check();
  check.full_size_reason = kSmallOnly;
  EXPECT_THAT(shown(check), HasSubstr("  passed; " + kSmallOnly + "\n"));
}

TEST(ShowService, SaysThatFullSizePacketsTookTheCheckDown) {
  auto check = example_check();
  check.full_size_reason = kSmallOnly;
  check.state = "down";
  EXPECT_THAT(shown(check), HasSubstr("  passed; down by full_size: down: " + kSmallOnly + "\n"));
  check.full_size_reason.clear();
  EXPECT_THAT(shown(check), Not(HasSubstr("full_size")));
}

}  // namespace
}  // namespace shunt::cli
