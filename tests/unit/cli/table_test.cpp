// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <gtest/gtest.h>

namespace shunt::cli {
namespace {

TEST(Table, AlignsTextLeftAndNumbersRight) {
  Table table({{"NAME"}, {"COUNT", true}, {"TEXT"}});
  table.row({{"a"}, {"1,000,000"}, {"first"}});
  table.row({{"longer"}, {"5"}});
  EXPECT_EQ(table.text({}),
            "NAME        COUNT  TEXT\n"
            "a       1,000,000  first\n"
            "longer          5\n");
}

TEST(Table, FoldsItsLastColumnWithinTheWidth) {
  Table table({{"NAME"}, {"TEXT"}});
  table.row({{"a"}, {"one two three four five six"}});
  EXPECT_EQ(table.text({.width = 24}),
            "NAME  TEXT\n"
            "a     one two three four\n"
            "      five six\n");
}

TEST(Table, FoldsNothingWhenPipedOrWithoutRoom) {
  Table table({{"NAME"}, {"TEXT"}});
  table.row({{"a"}, {"one two three four five six"}});
  const std::string unfolded = "NAME  TEXT\na     one two three four five six\n";
  EXPECT_EQ(table.text({}), unfolded);
  EXPECT_EQ(table.text({.width = 10}), unfolded);
}

TEST(Table, KeepsAWordThatIsLongerThanALine) {
  Table table({{"TEXT"}});
  table.row({{"one averyveryverylongword two"}});
  EXPECT_EQ(table.text({.width = 16}), "TEXT\none\naveryveryverylongword\ntwo\n");
}

TEST(Table, PutsLinesAcrossWithoutWideningColumns) {
  Table table({{"NAME"}, {"TEXT"}});
  table.line("a long line across all columns");
  table.row({{"  a"}, {"text"}});
  EXPECT_EQ(table.text({}), "NAME  TEXT\na long line across all columns\n  a   text\n");
}

TEST(Table, ColoursOnlyWhereAsked) {
  Table table({{"STATE"}, {"TEXT"}});
  table.row({{"ready", Tone::kGood}, {"x", Tone::kBad}});
  EXPECT_EQ(table.text({.colour = true}), "STATE  TEXT\n\033[32mready\033[0m  \033[31mx\033[0m\n");
  EXPECT_EQ(table.text({}), "STATE  TEXT\nready  x\n");
}

TEST(Table, ShowsATerminalNoControlCharacters) {
  Table table({{"TEXT"}});
  table.row({{"eth\033[2J\n0"}});
  EXPECT_EQ(table.text({}), "TEXT\neth\\x1b[2J\\n0\n");
}

TEST(Table, EscapesWhatIsNoUtf8AndMeasuresItAsItIsShown) {
  Table table({{"NAME"}, {"TEXT"}});
  table.row({{"\xff"}, {"a"}});
  table.row({{"eth0"}, {"\xe2\x80\xae"}});
  table.line("\xc3\x28");
  EXPECT_EQ(table.text({}), "NAME  TEXT\n\\xff  a\neth0  \\xe2\\x80\\xae\n\\xc3(\n");
}

}  // namespace
}  // namespace shunt::cli
