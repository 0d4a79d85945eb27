// SPDX-License-Identifier: Apache-2.0
#include "health/hook/wording.h"

#include <gmock/gmock.h>

#include "unit/health/hook/watched_hook.h"

namespace shunt::health {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Pair;

TEST(Wording, WritesTimesInUtc) {
  const auto day = [](int year, unsigned month, unsigned of_month) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(of_month)};
  };
  EXPECT_EQ(rfc3339(std::chrono::sys_days{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(day(2028, 2, 29) + 23h + 59min + 59s + 999ms + 999us), "2028-02-29T23:59:59.999Z");
  EXPECT_EQ(rfc3339(day(2038, 1, 19) + 3h + 14min + 8s), "2038-01-19T03:14:08.000Z");
  EXPECT_EQ(rfc3339(std::chrono::sys_days{} - 1ms), "1969-12-31T23:59:59.999Z");
}

TEST(Wording, GivesACommandItsEnvironment) {
  EXPECT_THAT(
      environment(test::went_down()),
      ElementsAre(Pair("SHUNT_SERVICE", "web"), Pair("SHUNT_BACKEND", "198.51.100.11"), Pair("SHUNT_FROM", "up"),
                  Pair("SHUNT_TO", "down"), Pair("SHUNT_REASON", "HTTP 503, expected 200-399"),
                  Pair("SHUNT_TIME", "2026-11-21T11:09:58.042Z")));
}

TEST(Wording, WritesAnObjectOfJson) {
  auto change = test::went_down();
  EXPECT_EQ(json(change), R"({"service":"web","backend":"198.51.100.11","from":"up","to":"down",)"
                          R"("reason":"HTTP 503, expected 200-399","time":"2026-11-21T11:09:58.042Z"})");
  change.reason = "the \"body\"\\\n\xff";
  EXPECT_NE(json(change).find(R"("reason":"the \"body\"\\\n)"
                              "\xef\xbf\xbd\""),
            std::string::npos)
      << json(change);
}

TEST(Wording, NamesAServerWithoutWhatMayBeSecret) {
  EXPECT_EQ(without_secrets("https://hooks.example.com/services/T0/B0/secret"), "https://hooks.example.com");
  EXPECT_EQ(without_secrets("http://user:pass%40word@[2001:db8::1]:8080?key=secret"), "http://[2001:db8::1]:8080");
  EXPECT_EQ(without_secrets("https://user:p@ss@example.com#x"), "https://example.com");
  EXPECT_EQ(without_secrets("https://example.com\\@evil.example"), "https://example.com");
  EXPECT_EQ(without_secrets("what is this"), "a URL");
}

}  // namespace
}  // namespace shunt::health
