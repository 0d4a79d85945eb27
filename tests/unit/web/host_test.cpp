// SPDX-License-Identifier: Apache-2.0
#include "web/host.h"

#include <gtest/gtest.h>

namespace shunt::web {
namespace {

TEST(LoopbackHost, IsThisMachineByAnyOfItsLoopbackNames) {
  for (const char* host : {"localhost", "localhost:9977", "127.0.0.1", "127.0.0.1:9977", "127.1.2.3:1", "[::1]",
                           "[::1]:9977", "[127.0.0.1]", "LocalHost", "localhost.", "localhost.:9977"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
}

TEST(LoopbackHost, IsNoNameThatDnsCouldRebind) {
  for (const char* host :
       {"", "evil.example", "evil.example:9977", "localhost.evil.example", "192.0.2.1:9977", "[::2]", "[::1",
        "[::1]evil.example", "localhost:evil", "127.0.0.1.evil.example", "[localhost]", "::1"})
    EXPECT_FALSE(is_loopback_host(host)) << host;
}

TEST(Host, HasOnlyCharactersOfNamesAndAddresses) {
  for (const char* host :
       {"", "localhost", "shunt.example:9977", "[2001:db8::1]:80", "%c3%a4.example", "192.0.2.1"})
    EXPECT_TRUE(is_host(host)) << host;
  for (const char* host : {"a b", "a/b", "a\tb", "user@host", "a\x7f", "\xc3\xa4", "a?b", "\"a\""})
    EXPECT_FALSE(is_host(host)) << host;
}

}  // namespace
}  // namespace shunt::web
