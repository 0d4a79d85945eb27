// SPDX-License-Identifier: Apache-2.0
// What operators copy from must be right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/read_file.h"
#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::IsEmpty;

const std::filesystem::path kSource = SHUNT_SOURCE_DIR;

/// The ```yaml blocks of a Markdown file.
std::vector<std::string> yaml_blocks(const std::string& markdown) {
  const std::string fence = "\n```yaml\n";
  std::vector<std::string> blocks;
  for (auto begin = markdown.find(fence); begin != std::string::npos; begin = markdown.find(fence, begin)) {
    begin += fence.size();
    blocks.push_back(markdown.substr(begin, markdown.find("\n```\n", begin) + 1 - begin));
  }
  return blocks;
}

TEST(ConfigExamples, ThePackagedFileIsValidWithoutAWarning) {
  const auto loaded = load(kSource / "packaging/shunt.yaml");
  EXPECT_THAT(lines(loaded.errors), IsEmpty());
  EXPECT_THAT(lines(loaded.warnings), IsEmpty());
}

TEST(ConfigExamples, WhatThePackagedFileLeavesCommentedOutIsValidToo) {
  auto text = core::read_file(kSource / "packaging/shunt.yaml", std::size_t{1} << 20).value();
  for (const std::string key :
       {"tunnel:",     "  source:",        "  gue_port:", "api:",      "  listen:",   "limits:",
        "  services:", "  backends: 8192", "  flows:",    "tracking:", "  idle_tcp:", "  idle_udp:",
        "  drain:",    "  new_flows:",     "probes:",     "  source:", "  ports:",    "on_change:",
        "  post:",     "  timeout: 5s",    "seed:"}) {
    const auto at = text.find("\n# " + key);
    ASSERT_NE(at, std::string::npos) << key;
    text.erase(at + 1, 2);
  }
  const auto config = valid(text);
  EXPECT_EQ(config.limits, model::Limits{});
  EXPECT_EQ(config.tracking, model::Tracking{});
  EXPECT_TRUE(config.tunnel.source_ipv6 && config.api.listen);
  EXPECT_EQ(config.probes.source.size(), 2U);
  EXPECT_EQ(config.on_change, (model::ChangeHook{{}, "https://hooks.example.com/shunt", std::chrono::seconds{5}}));
}

TEST(ConfigExamples, TheDocumentationsFilesAreValidWithoutAWarning) {
  const auto text = core::read_file(kSource / "docs/configuration.md", std::size_t{1} << 20);
  ASSERT_TRUE(text) << text.error().message();
  const auto blocks = yaml_blocks(*text);
  EXPECT_EQ(blocks.size(), 3U);
  for (const auto& block : blocks) {
    EXPECT_THAT(errors_of(block), IsEmpty()) << block;
    EXPECT_THAT(warnings_of(block), IsEmpty()) << block;
  }
}

}  // namespace
}  // namespace shunt::config
