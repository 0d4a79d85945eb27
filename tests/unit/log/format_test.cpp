// SPDX-License-Identifier: Apache-2.0
#include "log/format.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace shunt::log {
namespace {

using testing::HasSubstr;
using testing::Not;

Entry down(std::string message = "HTTP 503") {
  using namespace std::chrono;
  return {.event = Event::kBackendDown,
          .of = {.service = "web", .backend = "198.51.100.12"},
          .message = std::move(message),
          .facts = {},
          .at = sys_days(2026y / November / 21) + 22h + 5ms};
}

TEST(Format, OfTextIsALineThatIsReadable) {
  EXPECT_EQ(text_line(down()), "2026-11-21T22:00:00.005Z warning backend_down web 198.51.100.12: HTTP 503\n");
  EXPECT_THAT(text_line(down(), true), HasSubstr("\x1b[33mwarning\x1b[0m backend_down"));
  EXPECT_EQ(priority_line(down()), "<4>backend_down web 198.51.100.12: HTTP 503\n");
}

TEST(Format, OfJsonHasTheFieldsThatThereAre) {
  auto entry = down();
  entry.facts = {{"uid", "0"}, {"pid", ""}};
  EXPECT_EQ(json_line(entry),
            R"({"at":"2026-11-21T22:00:00.005Z","level":"warning","event":"backend_down","service":"web",)"
            R"("backend":"198.51.100.12","uid":"0","message":"HTTP 503"})"
            "\n");
}

TEST(Format, OfTheJournalHasItsFieldsAndOurs) {
  auto entry = down();
  entry.facts = {{"uid", "0"}};
  EXPECT_EQ(journal_message(entry), "MESSAGE=backend_down web 198.51.100.12: HTTP 503\nMESSAGE_ID=" +
                                        std::string(message_id("backend_down").text) +
                                        "\nPRIORITY=4\nSYSLOG_IDENTIFIER=shunt\nSHUNT_EVENT=backend_down\n"
                                        "SHUNT_SERVICE=web\nSHUNT_BACKEND=198.51.100.12\nSHUNT_UID=0\n");
}

/// What an agent, a web server or a client of the socket writes.
TEST(Format, AHostileTextForgesNeitherALineNorAField) {
  const std::string text =
      "x\n2026-11-21T22:00:00.005Z info backend_up "
      "web\r\x1b[2K\",\"event\":\"ready\"}\nPRIORITY=0\nSHUNT_EVENT=ready\xff";
  const auto lines = [](const std::string& of) { return std::count(of.begin(), of.end(), '\n'); };
  EXPECT_EQ(lines(text_line(down(text))), 1);
  EXPECT_EQ(lines(json_line(down(text))), 1);
  EXPECT_EQ(lines(journal_message(down(text))), lines(journal_message(down())));
  const auto json = nlohmann::json::parse(json_line(down(text)));
  EXPECT_EQ(json["event"], "backend_down");
  EXPECT_EQ(json["message"], text.substr(0, text.size() - 1) + "\xef\xbf\xbd");
  auto entry = down();
  entry.of.service = text;
  entry.facts = {{"asked", text}};
  for (const auto& line : {text_line(entry), json_line(entry)}) {
    EXPECT_EQ(lines(line), 1);
    EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  }
  EXPECT_THAT(journal_message(entry), Not(HasSubstr("\nPRIORITY=0")));
}

TEST(Format, ALongTextIsCutSoThatTheLineFits) {
  for (const char c : {'a', '\n', '\xff', '"'}) {
    auto entry = down(std::string(100'000, c));
    entry.facts = {{"asked", std::string(100'000, c)}};
    for (const auto& line : {text_line(entry), json_line(entry), journal_message(entry), priority_line(entry)}) {
      EXPECT_LE(line.size(), kMaxLine);
      EXPECT_GE(line.size(), kMaxLine / 8);
    }
    EXPECT_TRUE(nlohmann::json::accept(json_line(entry)));
  }
}

}  // namespace
}  // namespace shunt::log
