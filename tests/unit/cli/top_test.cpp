// SPDX-License-Identifier: Apache-2.0
// What `shunt top` makes of two samples, of keys and of the terminal's size.
#include <gmock/gmock.h>

#include "cli/top/lines.h"
#include "cli/top/screen.h"
#include "support/example_views.h"

namespace shunt::cli::top {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Sample sample(int at_seconds) {
  Sample sample{.at = std::chrono::steady_clock::time_point(seconds(at_seconds)),
                .stats = test::example_stats(true),
                .status = test::example_status()};
  sample.stats.taken_at = test::example_time() + seconds(at_seconds);
  for (auto& interface : sample.stats.interfaces) interface.counters.per_cpu.resize(2);
  return sample;
}

Sample later(const Sample& before, int by = 2) {
  Sample now = before;
  now.at += seconds(by);
  now.stats.taken_at += seconds(by);
  return now;
}

std::string text_of(const std::vector<Line>& lines) {
  std::string text;
  for (const auto& line : lines) {
    for (const auto& segment : line) text += segment.text;
    text += "\n";
  }
  return text;
}

std::vector<std::string> names(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.push_back(row.name);
  return names;
}

TEST(TopRates, AreDifferencesPerSecond) {
  const Sample before = sample(0);
  Sample now = later(before);
  now.stats.services[0].counters.total.forwarded.packets += 3000;
  now.stats.services[0].counters.total.forwarded.bytes += 200'000;
  const auto pane = make_pane(Subject::kServices, "", &before, now);
  EXPECT_DOUBLE_EQ(*pane.rows[0].numbers[0], 1500);
  EXPECT_DOUBLE_EQ(*pane.rows[0].numbers[1], 800'000);
  EXPECT_DOUBLE_EQ(*pane.rows[0].numbers[2], 0);
  EXPECT_DOUBLE_EQ(*totals_of(&before, now).packets, 1500);
}

TEST(TopRates, AreUnknownAtTheFirstLookAndOfCountersThatBeganAnew) {
  const Sample before = sample(0);
  EXPECT_FALSE(make_pane(Subject::kServices, "", nullptr, before).rows[0].numbers[0]);
  Sample now = later(before);
  now.stats.services[0].counters.total.forwarded.packets = 5;
  EXPECT_FALSE(make_pane(Subject::kServices, "", &before, now).rows[0].numbers[0]);
  now.stats.services[0].name = "new";
  EXPECT_FALSE(make_pane(Subject::kServices, "", &before, now).rows[0].numbers[0]);
  EXPECT_FALSE(rate_of(6, 5, 1));
  EXPECT_FALSE(rate_of(5, 6, 0));
  EXPECT_FALSE(rate_of(std::nullopt, 6, 1));
}

TEST(TopRates, GoByOurClockWhenTheControllersIsSet) {
  const Sample before = sample(0);
  Sample now = later(before);
  EXPECT_DOUBLE_EQ(seconds_between(before, now), 2);
  now.stats.taken_at += std::chrono::hours(1);
  EXPECT_DOUBLE_EQ(seconds_between(before, now), 2);
  now.stats.taken_at -= std::chrono::hours(2);
  EXPECT_DOUBLE_EQ(seconds_between(before, now), 2);
}

TEST(TopPanes, ShowWhichProcessorIsHot) {
  const Sample before = sample(0);
  Sample now = later(before);
  now.stats.interfaces[0].counters.per_cpu[0].redirected.packets += 20'000;
  now.stats.interfaces[0].counters.per_cpu[1].redirected.packets += 200;
  const auto pane = make_pane(Subject::kCpus, "", &before, now);
  ASSERT_EQ(pane.rows.size(), 2U);
  EXPECT_TRUE(pane.rows[0].bad);
  EXPECT_FALSE(pane.rows[1].bad);
  EXPECT_NEAR(*pane.rows[0].numbers[1], 99.0, 0.1);
  State state{.subject = Subject::kCpus};
  const auto text = text_of(draw({80, 24}, state, {}, pane, {}, &now));
  EXPECT_THAT(text, HasSubstr("cpu 0"));
  EXPECT_THAT(text, HasSubstr("####"));
}

TEST(TopPanes, ShowBackendsOfTheService) {
  const Sample before = sample(0);
  const Sample now = later(before);
  const auto pane = make_pane(Subject::kBackends, now.stats.services[0].name, &before, now);
  ASSERT_EQ(pane.rows.size(), now.stats.services[0].backends.size());
  EXPECT_FALSE(pane.rows[0].note.empty());
  EXPECT_TRUE(make_pane(Subject::kBackends, "gone", &before, now).rows.empty());
}

Pane numbers(const std::vector<std::pair<std::string, std::optional<double>>>& rows) {
  Pane pane{.row_word = "service", .columns = {{"packets", "PACKETS/S"}}};
  for (const auto& [name, number] : rows) pane.rows.push_back({.name = name, .numbers = {number}});
  return pane;
}

TEST(TopRows, AreInTheOrderAndFilterThatIsAskedFor) {
  const auto pane = numbers({{"web", 5}, {"Mail", std::nullopt}, {"dns", 7}, {"webdav", 6}});
  EXPECT_THAT(names(arranged(pane, "packets", false, "")), ElementsAre("dns", "webdav", "web", "Mail"));
  EXPECT_THAT(names(arranged(pane, "packets", true, "")), ElementsAre("web", "webdav", "dns", "Mail"));
  EXPECT_THAT(names(arranged(pane, "name", false, "")), ElementsAre("Mail", "dns", "web", "webdav"));
  EXPECT_THAT(names(arranged(pane, "", false, "WEB")), ElementsAre("webdav", "web"));
  EXPECT_THAT(names(arranged(pane, "", false, "x")), ElementsAre());
}

class TopKeys : public testing::Test {
 protected:
  void press_all(std::string_view text) {
    for (const char c : text) press(state_, {Press::kText, c}, pane_, 10);
  }
  void press_key(Press key) { press(state_, {key}, pane_, 10); }
  State state_;
  Pane pane_ = numbers({{"web", 5}, {"mail", 3}, {"dns", 7}});
};

TEST_F(TopKeys, OpenAndCloseTheBackendsOfAService) {
  press_key(Press::kDown);
  press_key(Press::kEnter);
  EXPECT_EQ(state_.subject, Subject::kBackends);
  EXPECT_EQ(state_.service, "web");
  press_key(Press::kEscape);
  EXPECT_EQ(state_.subject, Subject::kServices);
}

TEST_F(TopKeys, FilterByWhatIsTyped) {
  press_all("/wq");
  EXPECT_EQ(state_.filter, "wq");
  EXPECT_FALSE(state_.quit);
  press_key(Press::kErase);
  EXPECT_EQ(state_.filter, "w");
  press_key(Press::kEnter);
  press_all("q");
  EXPECT_TRUE(state_.quit);
  press_key(Press::kEscape);
  EXPECT_EQ(state_.filter, "");
}

TEST_F(TopKeys, ChangeSortOrderPauseAndInterval) {
  press_all("s");
  EXPECT_EQ(state_.sort_key(), "name");
  press_all("s");
  EXPECT_EQ(state_.sort_key(), "packets");
  press_all("<r");
  EXPECT_EQ(state_.sort_key(), "name");
  EXPECT_TRUE(state_.is_reverse());
  press_all("p++");
  EXPECT_TRUE(state_.paused);
  EXPECT_EQ(state_.interval, milliseconds(10'000));
  press_all("------");
  EXPECT_EQ(state_.interval, milliseconds(500));
  press_all("4r");
  EXPECT_EQ(state_.subject, Subject::kDrops);
  press_all("1");
  EXPECT_TRUE(state_.is_reverse()) << "each pane keeps its own";
}

TEST_F(TopKeys, MoveWithinTheRows) {
  press_key(Press::kUp);
  EXPECT_EQ(state_.cursor, 0U);
  press_key(Press::kPageDown);
  EXPECT_EQ(state_.cursor, 2U);
  press_key(Press::kHome);
  press_key(Press::kEnd);
  EXPECT_EQ(state_.cursor, 2U);
  press_key(Press::kPageUp);
  EXPECT_EQ(state_.cursor, 0U);
  pane_.rows.clear();
  press_key(Press::kEnd);
  press_key(Press::kEnter);
  EXPECT_EQ(state_.cursor, 0U);
}

TEST(TopScreen, FillsEverySizeAndNoMore) {
  const Sample before = sample(0);
  const Sample now = later(before);
  const auto totals = totals_of(&before, now);
  for (const auto subject :
       {Subject::kServices, Subject::kBackends, Subject::kInterfaces, Subject::kCpus, Subject::kDrops}) {
    const auto pane = make_pane(subject, "web", &before, now);
    for (std::size_t columns = 1; columns <= 210; columns += columns < 50 ? 1 : 16) {
      for (std::size_t rows : {1, 3, 5, 10, 24, 60}) {
        for (const bool help : {false, true}) {
          const State state{.subject = subject, .service = "web", .help = help};
          const auto lines =
              draw({columns, rows}, state, {.host = "lb1", .trouble = "gone", .news = "new"}, pane, totals, &now);
          ASSERT_EQ(lines.size(), rows);
          for (const auto& line : lines) {
            std::size_t width = 0;
            for (const auto& segment : line) width += segment.text.size();
            ASSERT_LE(width, columns) << text_of({line});
          }
        }
      }
    }
  }
}

TEST(TopScreen, ShowsWhatMattersInASmallTerminal) {
  const Sample before = sample(0);
  const Sample now = later(before);
  const auto pane = make_pane(Subject::kServices, "", &before, now);
  const auto text = text_of(draw({40, 10}, {}, {.host = "lb1"}, pane, totals_of(&before, now), &now));
  EXPECT_THAT(text, HasSubstr("PACKETS/S"));
  EXPECT_THAT(text, HasSubstr("web"));
  EXPECT_THAT(text, HasSubstr("packets/s"));
}

TEST(TopScreen, KeepsTheCursorOnIt) {
  std::vector<std::pair<std::string, std::optional<double>>> rows;
  for (int i = 0; i < 100; ++i) rows.emplace_back("s" + std::to_string(i), 1000 - i);
  const auto pane = numbers(rows);
  for (const std::size_t cursor : {0U, 6U, 7U, 55U, 99U, 1000U}) {
    const State state{.cursor = cursor};
    int selected = 0;
    for (const auto& line : draw({80, 10}, state, {}, pane, {}, nullptr))
      for (const auto& segment : line) selected += segment.look == Look::kSelected ? 1 : 0;
    EXPECT_EQ(selected, 1) << cursor;
  }
}

TEST(TopScreen, LetsNoControlCharacterThrough) {
  const auto pane = numbers({{"a\033[2Jb\n\xff", 1}});
  const auto text = text_of(draw({80, 10}, {}, {.host = "h", .trouble = "x\033y"}, pane, {}, nullptr));
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text, HasSubstr("a?[2Jb??"));
  EXPECT_THAT(text, HasSubstr("x?y"));
}

TEST(TopNumbers, AreShort) {
  EXPECT_EQ(number_text(std::nullopt, Unit::kRate), "-");
  EXPECT_EQ(number_text(0, Unit::kRate), "0");
  EXPECT_EQ(number_text(0.5, Unit::kRate), "0.5");
  EXPECT_EQ(number_text(9999, Unit::kRate), "9,999");
  EXPECT_EQ(number_text(12'345, Unit::kRate), "12.3k");
  EXPECT_EQ(number_text(1.234e6, Unit::kRate), "1.23M");
  EXPECT_EQ(number_text(999.9e6, Unit::kBits), "1.00G");
  EXPECT_EQ(number_text(12.34, Unit::kPercent), "12.3%");
}

TEST(TopLines, AreWordsAndValues) {
  Sample before = sample(0);
  before.stats.services[0].name = "a b\n";
  Sample now = later(before);
  now.stats.services[0].counters.total.forwarded.packets += 10;
  const auto text = as_lines({}, &before, now);
  EXPECT_THAT(text, HasSubstr("total time=20"));
  EXPECT_THAT(text, HasSubstr("\nservice name=\"a b\\n\" packets=5.0 "));
  EXPECT_THAT(text, HasSubstr("\ncpu name=\"cpu 0\" packets="));
  EXPECT_THAT(text, HasSubstr("\ninterface name=eth0 packets="));
  EXPECT_THAT(as_json({}, &before, now), HasSubstr("\"services\":[{\"name\":\"a b\\n\",\"packets\":5.0,"));
  EXPECT_THAT(as_lines({.service = "web"}, &before, now), Not(HasSubstr("\nservice ")));
}

}  // namespace
}  // namespace shunt::cli::top
