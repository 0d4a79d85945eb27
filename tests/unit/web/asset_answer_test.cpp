// SPDX-License-Identifier: Apache-2.0
#include "web/asset_answer.h"

#include <gtest/gtest.h>

#include "web/gunzip.h"

namespace shunt::web {
namespace {

// printf 'hello, hello, hello\n' | gzip -n
constexpr std::string_view kCompressed(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\xd7\x51\xc8\x40\xa2\xb8\x00\xe7\x42\x6e\x52\x14"
    "\x00"
    "\x00\x00",
    30);
constexpr Asset kPlain{"/a.css", "text/css", "\"abc\"", "body {}"};
constexpr Asset kGzip{"/a.js", "text/javascript", "\"xyz\"", kCompressed, true};

Request get(std::string_view encoding = "", std::string_view etag = "") {
  return {.method = "GET", .target = "/a", .accept_encoding = encoding, .if_none_match = etag};
}

bool has(const Response& response, std::string_view name, std::string_view value) {
  for (const auto& field : response.fields)
    if (field.first == name && field.second == value) return true;
  return false;
}

TEST(AssetAnswer, IsTheBytesThemselves) {
  const Response response = answer_with(kPlain, get());
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.fixed_body.data(), kPlain.bytes.data()) << "no copy";
  EXPECT_TRUE(has(response, "ETag", "\"abc\""));
  EXPECT_FALSE(has(response, "Content-Encoding", "gzip"));
}

TEST(AssetAnswer, IsCompressedIfTheClientTakesThat) {
  const Response response = answer_with(kGzip, get("deflate, gzip;q=0.5"));
  EXPECT_EQ(response.fixed_body, kCompressed);
  EXPECT_TRUE(has(response, "Content-Encoding", "gzip"));
  EXPECT_TRUE(has(response, "Vary", "Accept-Encoding"));
}

TEST(AssetAnswer, IsPlainForOthers) {
  for (const char* encoding : {"", "br", "gzip;q=0", "identity", "*;q=0.0"}) {
    const Response response = answer_with(kGzip, get(encoding));
    EXPECT_EQ(response.body, "hello, hello, hello\n") << encoding;
    EXPECT_TRUE(has(response, "Vary", "Accept-Encoding"));
  }
}

TEST(AssetAnswer, IsEmptyForWhoHasIt) {
  for (const char* etag : {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"}) {
    const Response response = answer_with(kPlain, get("", etag));
    EXPECT_EQ(response.status, 304U) << etag;
    EXPECT_TRUE(response.body.empty() && response.fixed_body.empty());
  }
  EXPECT_EQ(answer_with(kPlain, get("", "\"abcd\"")).status, 200U);
}

TEST(Gunzip, RefusesWhatIsNone) {
  EXPECT_FALSE(gunzip(""));
  EXPECT_FALSE(gunzip("hello, hello, hello"));
  EXPECT_FALSE(gunzip(std::string(kCompressed.substr(0, 10)) + std::string(30, '\xff')));
}

}  // namespace
}  // namespace shunt::web
