// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/findings.h"
#include "config/text.h"
#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

TEST(ConfigSyntax, EmptyFilesSaySo) {
  const auto empty = ElementsAre("1:1: the file is empty; expected a mapping with at least the key services");
  EXPECT_THAT(errors_of(""), empty);
  EXPECT_THAT(errors_of("\n\n# nothing yet\n"), empty);
  EXPECT_THAT(errors_of("---\n...\n"), empty);
  EXPECT_THAT(errors_of("\xef\xbb\xbf"), empty);
}

TEST(ConfigSyntax, TheRootMustBeAMapping) {
  const std::string expected =
      "expected the configuration as a mapping with the keys interfaces, tunnel, api, limits, tracking, probes, "
      "on_change, log, seed, "
      "services, found ";
  EXPECT_THAT(errors_of("- a\n"), ElementsAre("1:1: " + expected + "a list"));
  EXPECT_THAT(errors_of("  hello\n"), ElementsAre("1:3: " + expected + "\"hello\""));
}

TEST(ConfigSyntax, BinaryFilesAreNoText) {
  EXPECT_THAT(errors_of(std::string_view("services:\n\0", 11)),
              ElementsAre("2:1: control character U+0000; expected a YAML file"));
  EXPECT_THAT(errors_of("\x7f"
                        "ELF"),
              ElementsAre("1:1: control character U+007F; expected a YAML file"));
  EXPECT_THAT(errors_of("a\r\nb\rc\n d\x1b"), ElementsAre("4:3: control character U+001B; expected a YAML file"));
  EXPECT_THAT(errors_of("\xff\xfe"
                        "a"),
              ElementsAre("1:1: not a text in UTF-8: byte 0xff; expected a YAML file"));
}

TEST(ConfigSyntax, InvalidUtf8IsNamedByItsPlace) {
  for (const char* bad : {"\x80", "\xc1\x81", "\xe2\x82", "\xe2\x28\xa1", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
    const auto errors = errors_of("# äö\nname: " + std::string(bad));
    ASSERT_EQ(errors.size(), 1U) << bad;
    EXPECT_THAT(errors[0], StartsWith("2:7: not a text in UTF-8: byte 0x"));
  }
}

TEST(ConfigSyntax, AByteOrderMarkIsSkipped) {
  EXPECT_THAT(errors_of("\xef\xbb\xbf" + with_service_keys("")), IsEmpty());
  EXPECT_THAT(errors_of("\xef\xbb\xbfx: 1\nservices: []\n"), ElementsAre(StartsWith("1:1: unknown key \"x\"")));
}

TEST(ConfigSyntax, YamlErrorsGiveThePlaceAndTheRemedy) {
  EXPECT_THAT(errors_of("services: [a, b\n"),
              ElementsAre("2:1: not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'"));
  EXPECT_THAT(
      errors_of("services:\n\t- name: web\n"),
      ElementsAre("2:1: not valid YAML: while scanning for the next token, found character that cannot start "
                  "any token; indent with spaces, YAML forbids tabs"));
  EXPECT_THAT(
      errors_of("vip: 2001:db8::\n"),
      ElementsAre("1:15: not valid YAML: mapping values are not allowed in this context; if the value has a "
                  "colon at its end or before a space (2001:db8::), put it in quotes"));
  EXPECT_THAT(
      errors_of("# ä\nname: @web\n"),
      ElementsAre("2:7: not valid YAML: while scanning for the next token, found character that cannot start "
                  "any token; put the value in quotes"));
}

TEST(ConfigSyntax, AnchorsAliasesAndTagsAreRefused) {
  EXPECT_THAT(errors_of("a: &x [1]\nb: *x\nc: !!str d\ne: !local {}\n"),
              ElementsAre("1:4: anchors (&) are not supported; write the value out each time",
                          "2:4: aliases (*) are not supported; write the value out",
                          "3:4: tags (!) are not supported; write the value alone",
                          "4:4: tags (!) are not supported; write the value alone"));
}

TEST(ConfigSyntax, ABombOfAliasesIsRefusedAtOnce) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name <= 'z'; ++name) {
    const std::string alias = std::string("*") + static_cast<char>(name - 1);
    bomb += std::string(1, name) + ": &" + name + " [" + alias + ", " + alias + ", " + alias + "]\n";
  }
  EXPECT_THAT(errors_of(bomb)[0], "1:4: anchors (&) are not supported; write the value out each time");
}

TEST(ConfigSyntax, DeepNestingIsRefused) {
  const std::string message = "nested too deeply; expected at most 16 lists and mappings within each other";
  EXPECT_THAT(errors_of(std::string(100'000, '[')), ElementsAre("1:17: " + message));
  EXPECT_THAT(errors_of(std::string(100'000, '{')), ElementsAre("1:17: " + message));
  std::string dashes;
  for (int i = 0; i < 100'000; ++i) dashes += "- ";
  EXPECT_THAT(errors_of(dashes), ElementsAre("1:33: " + message));
}

TEST(ConfigSyntax, ASecondDocumentIsRefused) {
  EXPECT_THAT(errors_of("services: []\n---\nservices: []\n"),
              ElementsAre("2:1: a second YAML document begins; expected one document in the file"));
}

TEST(ConfigSyntax, AFileOfMillionsOfValuesIsRefused) {
  std::string text = "services: [";
  for (int i = 0; i < 2'000'000; ++i) text += "a,";
  EXPECT_THAT(errors_of(text + "]"), ElementsAre("1:4000006: more than 2000000 values; expected a smaller file"));
}

TEST(ConfigSyntax, TextBeyondTheLimitIsRefused) {
  EXPECT_THAT(errors_of(std::string(kMaxTextBytes + 1, '#')),
              ElementsAre("has 16777217 bytes; at most 16777216 (16 MiB) are read"));
}

TEST(ConfigSyntax, AtMostAThousandErrorsAreListed) {
  std::string text = "services:\n";
  for (int i = 0; i < 5000; ++i) text += "- x\n";
  const auto errors = errors_of(text);
  ASSERT_EQ(errors.size(), 1001U);
  EXPECT_THAT(errors[999], StartsWith("1001:3: expected a service"));
  EXPECT_EQ(errors[1000], "more errors than the 1000 above; the rest is left out");
}

TEST(ConfigSyntax, QuotedTextStaysOnOneShortLine) {
  EXPECT_EQ(in_quotes("a\"b\\c\n\x7f"), "\"a\\\"b\\\\c\\x0a\\x7f\"");
  EXPECT_EQ(in_quotes(std::string(61, 'a')), '"' + std::string(60, 'a') + "...\"");
  EXPECT_EQ(in_quotes(std::string(59, 'a') + "ä"), '"' + std::string(59, 'a') + "...\"");
}

}  // namespace
}  // namespace shunt::config
