// SPDX-License-Identifier: Apache-2.0
#include "web/authorization.h"

#include <gtest/gtest.h>

namespace shunt::web {
namespace {

TEST(Authorization, HasANameAndAPassword) {
  // RFC 7617, section 2
  const auto credentials = parse_authorization("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  const auto* found = std::get_if<NameAndPassword>(&credentials);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, "Aladdin");
  EXPECT_EQ(found->password, "open sesame");
}

TEST(Authorization, TakesThePasswordFromTheFirstColon) {
  const auto credentials = parse_authorization("bAsIc  YTpiOmM=");  // a:b:c
  const auto* found = std::get_if<NameAndPassword>(&credentials);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->password, "b:c");
}

TEST(Authorization, HasAToken) {
  const auto credentials = parse_authorization("Bearer 0123abcd");
  const auto* found = std::get_if<Token>(&credentials);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->text, "0123abcd");
}

TEST(Authorization, IsNothingElse) {
  EXPECT_TRUE(std::holds_alternative<NoCredentials>(parse_authorization("")));
  for (const std::string& field :
       {std::string("Basic"), std::string("Basic "), std::string("Basic !!!!"), std::string("Basic QQ"),
        std::string("Basic YWJj"), std::string("Basic AAAA:"), std::string("Basic YQA6Yg=="),
        std::string("Bearer"), std::string("Bearer "), std::string("Bearer a b"),
        "Bearer " + std::string(600, 'a'), std::string("Digest a"), std::string(" Basic YTpi"), std::string("=")})
    EXPECT_TRUE(std::holds_alternative<UnknownCredentials>(parse_authorization(field))) << field;
}

TEST(Base64, IsThatOfTheRfc) {
  EXPECT_EQ(from_base64(""), "");
  EXPECT_EQ(from_base64("Zg=="), "f");
  EXPECT_EQ(from_base64("Zm8="), "fo");
  EXPECT_EQ(from_base64("Zm9vYmFy"), "foobar");
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v YmFy", "Zm=v", "Zm-_"})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace shunt::web
