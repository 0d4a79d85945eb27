// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "support/temporary_folder.h"

namespace shunt::cli {
namespace {

constexpr std::string_view kGood = R"(interfaces: [eth0]
services:
  - name: web
    vip: 192.0.2.10
    ports: [80/tcp]
    backends: [198.51.100.11, 198.51.100.12]
)";

constexpr std::string_view kBad = R"(interfaces: [eth0]
services:
  - name: web
    vip: 192.0.2.300
    ports: [80/tcp]
    backends: [198.51.100.11]
    colour: blue
)";

class Check : public testing::Test {
 protected:
  Outcome check(std::string_view text, bool json = false) {
    return execute(CheckCommand{folder_.file("shunt.yaml", text)}, Globals{.json = json});
  }

  test::TemporaryFolder folder_;
  std::string file_ = (folder_.path() / "shunt.yaml").string();
};

TEST_F(Check, AcceptsAGoodFile) {
  const Outcome outcome = check(kGood);
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, file_ + ": ok: 1 service, 2 backends\n");
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Check, PrintsAllErrorsWithTheirPlaces) {
  const Outcome outcome = check(kBad);
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, testing::HasSubstr(file_ + ":4:10: "));
  EXPECT_THAT(outcome.err, testing::HasSubstr(file_ + ":7:5: "));
}

TEST_F(Check, SaysTheSameInJson) {
  const auto good = nlohmann::json::parse(check(kGood, true).out);
  EXPECT_EQ(good["ok"], true);
  EXPECT_EQ(good["services"], 1);
  EXPECT_EQ(good["backends"], 2);
  const Outcome outcome = check(kBad, true);
  EXPECT_EQ(outcome.exit_status, kFailed);
  const auto bad = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(bad["ok"], false);
  EXPECT_EQ(bad["errors"][0]["line"], 4);
  EXPECT_EQ(bad["errors"][0]["file"], file_);
  EXPECT_EQ(outcome.err, "shunt: " + file_ + ": 2 errors\n");
}

TEST_F(Check, SaysThatAFileIsMissing) {
  const Outcome outcome = execute(CheckCommand{folder_.path() / "none.yaml"}, Globals{});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, testing::HasSubstr("none.yaml"));
}

}  // namespace
}  // namespace shunt::cli
