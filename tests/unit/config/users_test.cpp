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

TEST(Users, HaveNoHashThatTakesHoursOrAllMemory) {
  const std::string salt = "$saltsaltsalt$", digest(86, 'a');
  for (const std::string& hash :
       {"$6$rounds=999999" + salt + digest, "$6" + salt + digest, "$2b$14$" + std::string(53, 'a'),
        "$y$j9T" + salt + std::string(43, '.'), "$y$jCT" + salt + std::string(43, '.'),
        "$7$CU..../...." + salt.substr(1) + std::string(43, '.')})
    EXPECT_TRUE(parse_users("alice:" + hash)) << hash << ": " << parse_users("alice:" + hash).error().message();
  for (const std::string& hash :
       {"$6$rounds=1000000" + salt + digest, "$6$rounds=999999999" + salt + digest,
        "$2b$15$" + std::string(53, 'a'), "$2y$31$" + std::string(53, 'a'), "$y$jFT" + salt + std::string(43, '.'),
        "$gy$jFT" + salt + std::string(43, '.'), "$7$HU..../...." + salt.substr(1) + std::string(43, '.')}) {
    const auto users = parse_users("alice:" + hash);
    ASSERT_FALSE(users) << hash;
    EXPECT_EQ(users.error().message(),
              "line 1: the hash of alice asks for more time or memory than one login may take; `shunt password "
              "NAME` makes one");
  }
}

}  // namespace
}  // namespace shunt::config
