// SPDX-License-Identifier: Apache-2.0
#include "metrics/accept.h"

#include <gtest/gtest.h>

namespace shunt::metrics {
namespace {

TEST(Accept, OpenMetricsIsForWhoNamesIt) {
  for (const char* accept :
       {"application/openmetrics-text", "APPLICATION/OpenMetrics-Text; charset=utf-8",
        "text/plain;q=0.4, application/openmetrics-text; version=0.0.1; q=0.5",
        "application/openmetrics-text;q=0.001", "application/*",
        // Prometheus 2.42 and 3
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
        "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"})
    EXPECT_EQ(format_for(accept), Format::kOpenMetrics) << accept;
}

TEST(Accept, PlainTextIsForAllOthers) {
  for (const char* accept :
       {"", "  ", "*/*", "text/*", "text/plain;version=0.0.4", "text/plain, application/openmetrics-text;q=0.5",
        "application/openmetrics-text;q=0, text/plain", "application/openmetrics-text; q=0.000, */*;q=0.1",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",  // a browser
        "application/json, text/plain;q=much"})
    EXPECT_EQ(format_for(accept), Format::kPrometheus) << accept;
}

TEST(Accept, WhatAllowsNeitherIsSaidSo) {
  for (const char* accept : {"application/json", "text/html", "image/*", "*/*;q=0", "text/plain;q=0", ",;,",
                             "nonsense", "application/openmetrics-text;q=0"})
    EXPECT_EQ(format_for(accept), std::nullopt) << accept;
}

TEST(Accept, TakesAnyBytes) {
  std::string accept(8192, ',');
  EXPECT_EQ(format_for(accept), std::nullopt);
  for (char& c : accept) c = ';';
  EXPECT_EQ(format_for(accept), std::nullopt);
  for (std::size_t i = 0; i < accept.size(); ++i) accept[i] = static_cast<char>(i * 37);
  EXPECT_NO_FATAL_FAILURE(format_for(accept));
}

}  // namespace
}  // namespace shunt::metrics
