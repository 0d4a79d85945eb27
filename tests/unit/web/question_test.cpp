// SPDX-License-Identifier: Apache-2.0
// Bodies of questions about packets, and of captures.
#include <gtest/gtest.h>

#include "web/capture_json.h"
#include "web/question_json.h"

namespace shunt::web {
namespace {

std::string wrong_question(const char* text) {
  const auto read = question_from_json(text);
  return read ? "read" : read.error().message();
}

TEST(QuestionJson, IsReadAsItIsWritten) {
  for (
      const char* text :
      {R"({"from":"203.0.113.7:40000","protocol":"tcp","to":"192.0.2.10:80"})",
       R"({"established":true,"from":"[2001:db8::7]:1","interface":"eth0","length":1400,"protocol":"tcp","to":"[2001:db8::10]:80"})",
       R"({"from":"203.0.113.7:40000","protocol":"udp","to":"192.0.2.10:80"})",
       R"({"config":{"name":"new.yaml","text":"services: []\n"},"packet":"00ff"})"}) {
    const auto read = question_from_json(text);
    ASSERT_TRUE(read) << text << ": " << read.error().message();
    EXPECT_EQ(to_json(*read), text);
  }
}

TEST(QuestionJson, SaysWhatIsWrong) {
  for (const auto& [text, words] : {
           std::pair{"", "no JSON object"},
           std::pair{"[]", "no JSON object"},
           std::pair{"{}", "expected \"from\" and \"to\""},
           std::pair{R"({"from": "203.0.113.7:1"})", "expected \"from\" and \"to\""},
           std::pair{R"({"from": "203.0.113.7", "to": "192.0.2.10:80"})", "\"from\": expected an address"},
           std::pair{R"({"from": "203.0.113.7:65536", "to": "192.0.2.10:80"})", "\"from\": expected an address"},
           std::pair{R"({"from": "[203.0.113.7]:1", "to": "192.0.2.10:80"})", "\"from\": expected an address"},
           std::pair{R"({"from": "2001:db8::7:1", "to": "[2001:db8::10]:80"})", "\"from\": expected an address"},
           std::pair{R"({"from": "203.0.113.7:1", "to": "[2001:db8::10]:80"})", "both be IPv4"},
           std::pair{R"({"from": "203.0.113.7:1", "to": "192.0.2.10:80", "protocol": "sctp"})", "\"tcp\" or"},
           std::pair{R"({"from": "203.0.113.7:1", "to": "192.0.2.10:80", "length": 3387})", "0 to 3386"},
           std::pair{R"({"from": "203.0.113.7:1", "to": "192.0.2.10:80", "length": 1.5})", "0 to 3386"},
           std::pair{R"({"packet": "0"})", "two hexadecimal digits"},
           std::pair{R"({"packet": 7})", "two hexadecimal digits"},
           std::pair{R"({"packet": "00", "length": 60})", "already"},
           std::pair{R"({"packet": "00", "config": "x"})", "\"config\": expected"},
           std::pair{R"({"packet": "00", "more": 1})", "\"more\": unknown"},
       })
    EXPECT_NE(wrong_question(text).find(words), std::string::npos) << text << ": " << wrong_question(text);
}

TEST(CaptureJson, IsReadAsItIsWritten) {
  const std::string all =
      R"({"all":true,"backend":"198.51.100.11","bytes":64,"client":"203.0.113.0/24","count":5,"per_second":10,)"
      R"("reasons":["too_big"],"sample":3,"service":"web","verdicts":["dropped","passed"]})";
  const auto read = capture_request_from_json(all);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(to_json(*read), all);
  ASSERT_TRUE(capture_request_from_json(""));
  EXPECT_EQ(to_json(*capture_request_from_json("{}")), to_json(control::CaptureRequest{}));
}

TEST(CaptureJson, SaysWhatIsWrong) {
  for (const char* text :
       {"[]", "x", R"({"service": 1})", R"({"backend": "x"})", R"({"client": "203.0.113.0/33"})",
        R"({"verdicts": "dropped"})", R"({"reasons": [1]})", R"({"all": 1})", R"({"sample": -1})",
        R"({"bytes": 4294967296})", R"({"per_second": "5"})", R"({"other": 1})"})
    EXPECT_FALSE(capture_request_from_json(text)) << text;
}

}  // namespace
}  // namespace shunt::web
