// SPDX-License-Identifier: Apache-2.0
#include "web/route_match.h"

#include <gtest/gtest.h>

namespace shunt::web {
namespace {

constexpr std::string_view kBackend = "/v1/services/{name}/backends/{address}";

TEST(MatchPath, TakesALiteralAsItIs) {
  EXPECT_TRUE(match_path("/v1/status", "/v1/status"));
  for (const char* path : {"", "/", "/v1/statu", "/v1/status/", "/V1/status", "//v1/status"})
    EXPECT_FALSE(match_path("/v1/status", path)) << path;
}

TEST(MatchPath, FindsTheParameters) {
  const auto found = match_path(kBackend, "/v1/services/w%65b/backends/2001:db8::7");
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)[0], "w%65b");
  EXPECT_EQ((*found)[1], "2001:db8::7");
}

TEST(MatchPath, LeavesItToTheHandlerToRefuseWhatIsNoName) {
  EXPECT_EQ((*match_path(kBackend, "/v1/services//backends/"))[1], "");
  EXPECT_EQ((*match_path(kBackend, "/v1/services/a/backends/b/c"))[1], "b/c");
}

TEST(MatchPath, TellsPatternsApart) {
  EXPECT_FALSE(match_path(kBackend, "/v1/services/a/b/backends/c"));
  EXPECT_FALSE(match_path("/v1/services/{name}/backends/{address}/diagnosis", "/v1/services/a/backends/b"));
  EXPECT_TRUE(
      match_path("/v1/services/{name}/backends/{address}/diagnosis", "/v1/services/a/backends/b/diagnosis"));
}

}  // namespace
}  // namespace shunt::web
