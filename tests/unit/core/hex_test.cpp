// SPDX-License-Identifier: Apache-2.0
#include "core/hex.h"

#include <gtest/gtest.h>

namespace shunt::core {
namespace {

TEST(Hex, IsTwoDigitsAByte) {
  EXPECT_EQ(to_hex(std::string_view("\x00\xff\x1a", 3)), "00ff1a");
  EXPECT_EQ(to_hex(""), "");
}

TEST(Hex, IsReadInAnyCaseAndWithSpacesBetweenBytes) {
  for (const char* text : {"00FF1a", "00 ff 1A", " 00ff 1a "})
    EXPECT_EQ(from_hex(text), std::string("\x00\xff\x1a", 3)) << text;
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, IsNothingElse) {
  for (const char* wrong : {"0", "0g", "g0", "+1", " 1", "1 ", "0 0", "0x", "\xc3\xa4"})
    EXPECT_FALSE(from_hex(wrong)) << wrong;
}

}  // namespace
}  // namespace shunt::core
