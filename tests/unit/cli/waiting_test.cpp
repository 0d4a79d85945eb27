// SPDX-License-Identifier: Apache-2.0
// What the commands say of services that are not served yet.
#include <gmock/gmock.h>

#include "cli/show.h"
#include "cli/top/pane.h"
#include "support/example_views.h"

namespace shunt::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

control::Status waiting_status() {
  auto status = test::example_status();
  status.services[0].waiting = true;
  return status;
}

TEST(Waiting, StandsInTheLineOfTheServiceAndOfNoOther) {
  const auto text = show(waiting_status(), test::example_time(), {});
  EXPECT_THAT(text, HasSubstr("maglev, 401 slots; not served yet: backends are being asked\n"));
  EXPECT_THAT(text, HasSubstr("maglev, 0 slots\n"));
}

TEST(Waiting, StandsWhereOneServiceIsShown) {
  const auto text = show(waiting_status().services[0], test::example_time(), {});
  EXPECT_THAT(text, HasSubstr("not served yet: backends are being asked"));
}

TEST(Waiting, IsCountedByAReload) {
  auto report = test::example_reload();
  EXPECT_THAT(show(report), Not(HasSubstr("waiting")));
  report.services_waiting = 1;
  EXPECT_THAT(show(report),
              HasSubstr("\nwaiting       1 service waits for its first check; `shunt status` shows them\n"));
  report.services_waiting = 2000;
  EXPECT_THAT(show(report),
              HasSubstr("\nwaiting       2,000 services wait for their first check; `shunt status` shows them\n"));
}

TEST(Waiting, StandsInTheRowOfTop) {
  top::Sample now{.stats = test::example_stats(true), .status = waiting_status()};
  const auto pane = make_pane(top::Subject::kServices, "", nullptr, now);
  EXPECT_EQ(pane.rows[0].note, "waits for its first health checks");
  now.status.services[0].waiting = false;
  EXPECT_EQ(make_pane(top::Subject::kServices, "", nullptr, now).rows[0].note, "2 of 3 ready");
}

}  // namespace
}  // namespace shunt::cli
