// SPDX-License-Identifier: Apache-2.0
#include "web/flow_query.h"

#include <gmock/gmock.h>

namespace shunt::web {
namespace {

using control::FlowCounting;
using control::FlowOrder;
using testing::HasSubstr;

TEST(FlowQuery, IsReadAndWrittenAlike) {
  for (const char* query :
       {"?service=web", "?service=a%20b%26c", "?backend=2001:db8::1", "?client=203.0.113.0/24", "?proto=udp",
        "?idle_over=90", "?limit=2000", "?count=backend", "?count=client/24", "?sort=idle", "?from=0",
        "?service=web&backend=198.51.100.1&client=2001:db8::/32&proto=tcp&idle_over=0&limit=1&sort=slot", ""}) {
    const std::string text(query);
    const auto question = flow_question(text.empty() ? text : text.substr(1));
    ASSERT_TRUE(question) << query << ": " << question.error().message();
    EXPECT_EQ(to_query(*question), query);
  }
}

TEST(FlowQuery, HasDefaults) {
  const auto question = flow_question("").value();
  EXPECT_EQ(question.limit, 100U);
  EXPECT_EQ(question.count, FlowCounting::kNone);
  EXPECT_EQ(question.sort, FlowOrder::kNone);
  EXPECT_FALSE(question.from);
  EXPECT_EQ(flow_question("count=client").value().client_length, 128);
  EXPECT_EQ(flow_question("client=203.0.113.7").value().client->length(), 32);
  EXPECT_EQ(flow_question("client=203.0.113.0%2F24").value().client->length(), 24);
}

TEST(FlowQuery, SaysWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"backend=here", "backend: expected an address"},
      {"backend=", "backend: expected"},
      {"backend", "backend: expected"},
      {"service=", "service: expected"},
      {"service=%zz", "service: expected"},
      {"client=203.0.113.7/24", "without host bits"},
      {"client=203.0.113.0/33", "client: expected"},
      {"proto=icmp", "proto: expected tcp or udp"},
      {"idle_over=-1", "idle_over: expected"},
      {"idle_over=4294967296", "idle_over: expected"},
      {"limit=0", "limit: expected a whole number from 1 to 2000"},
      {"limit=2001", "limit: expected"},
      {"limit=99999999999999999999", "limit: expected"},
      {"limit=1e3", "limit: expected"},
      {"count=clients", "count: expected"},
      {"count=client/0", "count: expected"},
      {"count=client/129", "count: expected"},
      {"count=client/", "count: expected"},
      {"sort=age", "sort: expected idle"},
      {"from=-1", "from: expected"},
      {"limit=1&limit=2", "limit is given twice"},
      {"age=3", "unknown query"},
      {"&", "unknown query"},
      {"count=backend&sort=idle", "sort does not go with count"},
      {"from=0&sort=idle", "from goes with neither"},
      {"from=0&count=client", "from goes with neither"}};
  for (const auto& [query, message] : wrong) {
    const auto question = flow_question(query);
    ASSERT_FALSE(question) << query;
    EXPECT_THAT(question.error().message(), HasSubstr(message)) << query;
  }
}

}  // namespace
}  // namespace shunt::web
