// SPDX-License-Identifier: Apache-2.0
#include "config/users.h"

#include <gmock/gmock.h>

namespace shunt::config {
namespace {

using testing::HasSubstr;

const std::string kYescrypt =
    "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7";  // of "jjj"
const std::string kToken = "$sha256$" + std::string(64, 'a');

std::string error_of(const std::string& text) {
  const auto users = parse_users(text);
  return users ? "" : users.error().message();
}

TEST(Users, AreLinesOfNameAndHash) {
  const auto users = parse_users("# who may ask\n\nalice:" + kYescrypt + "\r\nprometheus:" + kToken + "\n");
  ASSERT_TRUE(users) << users.error().message();
  ASSERT_EQ(users->size(), 2U);
  EXPECT_EQ((*users)[0], (User{"alice", kYescrypt, false}));
  EXPECT_EQ((*users)[1], (User{"prometheus", std::string(64, 'a'), true}));
}

TEST(Users, MayHaveAPasswordAndAToken) {
  EXPECT_EQ(error_of("a:" + kYescrypt + "\na:" + kToken), "");
  EXPECT_EQ(error_of("a:" + kToken + "\nb:" + kToken + "\na:" + kToken), "line 3: a is there already");
}

TEST(Users, SayWhichLineIsNone) {
  EXPECT_THAT(error_of("a:" + kToken + "\n\nalice\n"),
              HasSubstr("line 3: expected NAME:HASH; `shunt password NAME`"));
  EXPECT_THAT(error_of("al ice:" + kToken), HasSubstr("line 1: expected a name of 1 to 64"));
  EXPECT_THAT(error_of(":" + kToken), HasSubstr("expected a name"));
  EXPECT_THAT(error_of("a:$sha256$abc"), HasSubstr("64 hexadecimal digits"));
  EXPECT_THAT(error_of("# nobody\n"), HasSubstr("names no user"));
}

TEST(Users, HaveNoOldHashesAndNoPlainPasswords) {
  for (const char* hash : {"", "secret", "$apr1$uSgq4xQ1$KAJ6jUGVLSqWg04hAbkZW0",
                           "$1$abcdefgh$Q8mGqpYJGZjD0xjT9nbsw/", "ab1nf3fUQJ6YU", "$y$", "$y$j9T$", "!", "*"}) {
    const auto error = error_of("alice:" + std::string(hash));
    EXPECT_THAT(error, HasSubstr("no hash of crypt(5)")) << hash;
    EXPECT_TRUE(*hash == '\0' || error.find(hash) == std::string::npos || std::string_view(hash).size() < 4)
        << "shows what may be a password: " << error;
  }
}

}  // namespace
}  // namespace shunt::config
