// SPDX-License-Identifier: Apache-2.0
#include "config/document.h"

#include <gtest/gtest.h>

#include "config/yaml.h"

namespace shunt::config {
namespace {

/// "kind@line:column" of each node, children in parentheses.
std::string outline(Node node) {
  const std::string at = "@" + std::to_string(node.place().line) + ":" + std::to_string(node.place().column);
  if (node.kind() == NodeKind::kScalar) return std::string(node.text()) + at;
  std::string text = (node.kind() == NodeKind::kMapping ? "map" : "list") + at + "(";
  for (const Node child : node.children()) text += (text.back() == '(' ? "" : " ") + outline(child);
  return text + ")";
}

TEST(Document, KnowsThePlaceOfEveryNode) {
  Findings findings;
  const auto document = parse_yaml("a:\n  - b\n  - {c: d, e: [f,\n   g]}\nh: \"i\"\nk:\n- l\n", findings);
  ASSERT_FALSE(findings.has_errors());
  EXPECT_EQ(outline(document.root()),
            "map@1:1(a@1:1 list@2:3(b@2:5 map@3:5(c@3:6 d@3:9 e@3:12 list@3:15(f@3:16 g@4:4)))"
            " h@5:1 i@5:4 k@6:1 list@7:1(l@7:3))");
}

TEST(Document, CountsColumnsInCharacters) {
  Findings findings;
  const auto document = parse_yaml("{äöü: b}", findings);
  EXPECT_EQ(outline(document.root()), "map@1:1(äöü@1:2 b@1:7)");
}

TEST(Document, TellsNothingFromEmptyText) {
  Findings findings;
  const auto document = parse_yaml("[~, null, '', 'null', x, ]", findings);
  std::string nulls;
  for (const Node child : document.root().children()) nulls += child.is_null() ? "1" : "0";
  EXPECT_EQ(nulls, "11000");
}

TEST(Document, IsEmptyWithoutAValue) {
  Findings findings;
  EXPECT_TRUE(parse_yaml("", findings).empty());
  EXPECT_TRUE(parse_yaml("# only a comment\n", findings).empty());
  EXPECT_FALSE(findings.has_errors());
}

}  // namespace
}  // namespace shunt::config
