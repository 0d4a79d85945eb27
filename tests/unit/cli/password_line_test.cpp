// SPDX-License-Identifier: Apache-2.0
#include "cli/password_line.h"

#include <gmock/gmock.h>

#include <sstream>

#include "web/authorization.h"

namespace shunt::cli {
namespace {

using testing::HasSubstr;

std::string read(const std::string& text) {
  std::istringstream input(text);
  const auto line = read_password_line(input);
  return line ? *line : "refused: " + line.error().message();
}

TEST(PasswordLine, IsTheFirstLineWithoutItsEnd) {
  EXPECT_EQ(read("correct horse\nmore\n"), "correct horse");
  EXPECT_EQ(read("correct horse"), "correct horse");
  EXPECT_EQ(read("correct horse\r\n"), "correct horse");
  EXPECT_EQ(read("correct\rhorse\n"), "correct\rhorse");
}

TEST(PasswordLine, RefusesWhatNobodyCouldAskWith) {
  const std::string longest(web::kMaxPassword, 'a');
  EXPECT_EQ(read(longest + "\n"), longest);
  EXPECT_EQ(read(longest + "\r\n"), longest);
  EXPECT_THAT(read(longest + "a\n"), HasSubstr("more than 511 bytes"));
  EXPECT_THAT(read(""), HasSubstr("empty"));
  EXPECT_THAT(read("\r\n"), HasSubstr("empty"));
  EXPECT_THAT(read(std::string("secret\0rest\n", 12)), HasSubstr("NUL"));
}

TEST(PasswordLine, ReadsNoMoreThanAPasswordMayHave) {
  std::istringstream input(std::string(100'000, 'a'));
  EXPECT_FALSE(read_password_line(input));
  EXPECT_LT(input.tellg(), 1000);
}

}  // namespace
}  // namespace shunt::cli
