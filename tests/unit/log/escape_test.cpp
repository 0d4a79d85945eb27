// SPDX-License-Identifier: Apache-2.0
#include "log/escape.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace shunt::log {
namespace {

TEST(Escape, WhatIsHarmlessStaysAsItIs) {
  EXPECT_EQ(printable("HTTP 503, expected 200-399: \"no\" \\d"), "HTTP 503, expected 200-399: \"no\" \\d");
  EXPECT_EQ(printable("Grüße, 世界 \xf0\x9f\x98\x80"), "Grüße, 世界 \xf0\x9f\x98\x80");
}

TEST(Escape, NothingEndsALineOrSpeaksToATerminal) {
  EXPECT_EQ(printable("a\nb\r\tc"), "a\\nb\\r\\tc");
  EXPECT_EQ(printable(std::string_view("\0\x1b[31m\x7f", 7)), "\\x00\\x1b[31m\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m")
      << "C1: one character that begins a control sequence";
  EXPECT_EQ(printable("a\xe2\x80\xa8"
                      "b\xe2\x80\xae"
                      "c"),
            "a\\xe2\\x80\\xa8b\\xe2\\x80\\xaec")
      << "U+2028, U+202E";
}

TEST(Escape, BytesThatAreNoUtf8AreShownAsNumbers) {
  EXPECT_EQ(printable("\xff\xc0\xaf"), "\\xff\\xc0\\xaf") << "never, overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond U+10FFFF";
  EXPECT_EQ(printable("x\xe4\xb8"), "x\\xe4\\xb8") << "cut short";
}

TEST(Escape, JsonIsAsciiAndReadsBackAsItWas) {
  const std::string text = "a\"b\\c\n\t\x01 ü \xf0\x9f\x98\x80 \xe2\x80\xa8";
  const auto json = json_string(text);
  EXPECT_EQ(json, R"("a\"b\\c\n\t\u0001 \u00fc \ud83d\ude00 \u2028")");
  EXPECT_EQ(nlohmann::json::parse(json).get<std::string>(), text);
  EXPECT_EQ(json_string("\xff\xc3"), R"("\ufffd\ufffd")");
}

TEST(Escape, WhateverTheBytesTheJsonIsOneLineThatParses) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 12, ' ');
    for (char& c : text) c = static_cast<char>(random() % 4 == 0 ? random() : 0xc0 + random() % 64);
    const auto json = json_string(text);
    ASSERT_TRUE(nlohmann::json::accept(json)) << json;
    for (const char c : json + printable(text)) ASSERT_FALSE(c == '\n' || c == '\r' || c == '\x1b' || c == '\0');
  }
}

TEST(Escape, ACutEndsBetweenCharacters) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abcd", 3), "abc...");
  EXPECT_EQ(cut("aüb", 2), "a...");
  EXPECT_EQ(cut("\xbf\xbf\xbf", 2), "...");
}

}  // namespace
}  // namespace shunt::log
