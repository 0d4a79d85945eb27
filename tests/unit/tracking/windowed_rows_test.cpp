// SPDX-License-Identifier: Apache-2.0
#include "dataplane/maps/windowed_rows.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "support/rows/memory_file.h"

namespace shunt::dataplane {
namespace {

// Of 24 bytes, so that rows lie across the pages' ends.
struct Row {
  std::uint64_t words[3];
};

TEST(WindowedRows, ShowsAnyPart) {
  const MemoryFile<Row> file(1000);
  for (std::size_t i = 0; i < file.size(); ++i) file[i].words[2] = i;
  for (const std::size_t first : {0U, 1U, 170U, 171U, 341U, 999U}) {
    const auto window = file.windowed().show(first, 1000 - first);
    ASSERT_EQ(window.rows().size(), 1000 - first);
    EXPECT_EQ(window.rows().front().words[2], first);
    EXPECT_EQ(window.rows().back().words[2], 999U);
  }
}

TEST(WindowedRows, WritesWhatOthersSee) {
  const MemoryFile<Row> file(1000);
  file.windowed().show(500, 1).rows()[0].words[0] = 7;
  EXPECT_EQ(file[500].words[0], 7U);
  EXPECT_EQ(file.read_only().show(500, 2).rows()[0].words[0], 7U);
}

TEST(WindowedRows, StayShownInAWindowThatMoves) {
  const MemoryFile<Row> file(1000);
  std::optional<Window<Row>> kept;
  {
    auto window = file.windowed().show(300, 10);
    kept = std::move(window);
  }
  kept->rows()[9].words[1] = 3;
  EXPECT_EQ(file[309].words[1], 3U);
}

TEST(WindowedRows, ThrowWhatMemoryThatCannotBeHadThrows) {
  EXPECT_THROW(static_cast<void>(WindowedRows<Row>(-1, 10).show(0, 10)), std::bad_alloc);
}

}  // namespace
}  // namespace shunt::dataplane
