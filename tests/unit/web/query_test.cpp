// SPDX-License-Identifier: Apache-2.0
#include "web/query.h"

#include <gtest/gtest.h>

namespace shunt::web {
namespace {

TEST(QueryFields, AreDecodedInTheirOrder) {
  const auto fields = query_fields("service=web%20one&backend=2001%3Adb8%3A%3A1&empty=");
  ASSERT_TRUE(fields);
  EXPECT_EQ(*fields, (QueryFields{{"service", "web one"}, {"backend", "2001:db8::1"}, {"empty", ""}}));
  EXPECT_TRUE(query_fields("")->empty());
}

TEST(QueryFields, ThatAreMalformedAreNone) {
  for (const char* query : {"service", "=&", "a=1&a=2", "a=%4", "&", "a=1&&b=2", "%zz=1"})
    EXPECT_FALSE(query_fields(query)) << query;
}

}  // namespace
}  // namespace shunt::web
