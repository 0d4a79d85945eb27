// SPDX-License-Identifier: Apache-2.0
// What is wrong in checks of http, https and dns; above all what would write more than one request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Errors of one check whose type and port stand in line 6; `keys` in line 7 from column 1 on.
std::vector<std::string> errors_of_check(const std::string& type, const std::string& keys) {
  return errors_of(with_service_keys("  health: {type: " + type + ", port: 1,\n" + "   " + keys + "}\n"));
}

/// Texts that could end a line or a string, or are no ASCII; in YAML's double quotes.
const std::vector<std::string> kUnprintable{R"("/a\r\nX: y")", R"("/a\nb")",   R"("/a\rb")", R"("/a\0b")",
                                            R"("/a\tb")",      R"("/a\x7fb")", R"("/ä")",    R"("/a\x85b")"};

TEST(ConfigHttpErrors, OfMethodPathAndHost) {
  auto bad = kUnprintable;
  bad.insert(bad.end(), {"'/a b'", "''"});
  for (const auto& text : bad) {
    EXPECT_THAT(errors_of_check("http", "method: " + text),
                ElementsAre(HasSubstr("7:12: method: expected a method "
                                      "such as GET, at most 32 letters, "
                                      "found \"")))
        << text;
    EXPECT_THAT(errors_of_check("https", "path: " + text),
                ElementsAre(HasSubstr("7:10: path: expected a path that begins with /, of printable ASCII without "
                                      "spaces, at most 4096 bytes, found \"")))
        << text;
    EXPECT_THAT(
        errors_of_check("http", "host: " + text),
        ElementsAre(HasSubstr("7:10: host: expected a host name or address, with :PORT or without, at most 255 "
                              "bytes, found \"")))
        << text;
  }
  EXPECT_THAT(errors_of_check("http", "path: health"), ElementsAre(HasSubstr("found \"health\"")));
  EXPECT_THAT(errors_of_check("http", "path: /" + std::string(4095, 'a')), IsEmpty());
  EXPECT_THAT(errors_of_check("http", "path: /" + std::string(4096, 'a')), ElementsAre(HasSubstr("7:10: path")));
  EXPECT_THAT(errors_of_check("http", "method: " + std::string(33, 'A')), ElementsAre(HasSubstr("7:12: method")));
  EXPECT_THAT(errors_of_check("http", "method: 'GET/1'"), ElementsAre(HasSubstr("7:12: method")));
  EXPECT_THAT(errors_of_check("http", "host: " + std::string(256, 'a')), ElementsAre(HasSubstr("7:10: host")));
  EXPECT_THAT(errors_of_check("http", "host: a/b"), ElementsAre(HasSubstr("7:10: host")));
  EXPECT_THAT(
      errors_of_check("http", "path: , host: [], method: {}"),
      ElementsAre(HasSubstr("path: expected"), HasSubstr("host: expected"), HasSubstr("method: expected")));
}

TEST(ConfigHttpErrors, OfHeaderNames) {
  for (const std::string name : {R"("A\r\nB")", R"("A\0")", "'A B'", "'A:'", "''", "ä", "'A('"}) {
    EXPECT_THAT(
        errors_of_check("http", "headers: {? " + name + " : x}"),
        ElementsAre(HasSubstr(" is no name of a header; expected letters, digits and !#$%&'*+-.^_`|~, at most "
                              "256")))
        << name;
  }
  EXPECT_THAT(
      errors_of_check("http",
                      "headers: {Host: a, hOST: b, content-length: 1, Transfer-Encoding: chunked, "
                      "CONNECTION: close}"),
      ElementsAre("7:14: headers: \"Host\" has a key of its own; set host",
                  "7:23: headers: \"hOST\" has a key of its own; set host",
                  "7:32: headers: \"content-length\" is set by Shunt itself, so that requests keep apart; "
                  "remove it",
                  "7:51: headers: \"Transfer-Encoding\" is set by Shunt itself, so that requests keep apart; "
                  "remove it",
                  "7:79: headers: \"CONNECTION\" is set by Shunt itself, so that requests keep apart; remove "
                  "it"));
  EXPECT_THAT(errors_of_check("http", "headers: {X-A: 1, x-a: 2, [a]: 3}"),
              ElementsAre("7:22: headers: duplicate \"x-a\"; it stands in line 7 already",
                          "7:30: headers: expected a name, found a list"));
}

TEST(ConfigHttpErrors, OfHeaderValuesDoNotShowThem) {
  for (const auto& value : kUnprintable) {
    EXPECT_THAT(errors_of_check("http", "headers: {X-A: " + value + "}"),
                ElementsAre("7:19: headers: the value of \"X-A\" holds other characters than printable ASCII"))
        << value;
  }
  EXPECT_THAT(errors_of_check("http", "headers: {X-A: , X-B: [], X-C: " + std::string(4097, 'a') + "}"),
              ElementsAre("7:19: X-A: expected a text ('' for none), found nothing",
                          "7:26: X-B: expected a text ('' for none), found a list",
                          "7:35: headers: the value of \"X-C\" has 4097 bytes; expected at most 4096"));
  EXPECT_THAT(errors_of_check("http", "headers: 'Authorization: secret'"),
              ElementsAre("7:13: headers: expected a mapping such as {X-Probe: shunt}, found a text"));
  EXPECT_THAT(errors_of_check("http", "headers: [a]"),
              ElementsAre("7:13: headers: expected a mapping such as {X-Probe: shunt}, found a list"));
}

TEST(ConfigHttpErrors, OfTooManyHeaders) {
  std::string headers = "headers: {";
  for (int i = 0; i < 64; ++i) headers += "X-" + std::to_string(i) + ": a, ";
  EXPECT_THAT(errors_of_check("http", headers + "}"), IsEmpty());
  EXPECT_THAT(errors_of_check("http", headers + "X-64: a}"),
              ElementsAre(HasSubstr(": headers: more than 64; expected fewer")));
}

TEST(ConfigHttpErrors, OfStatuses) {
  const std::string expected = "status: expected a status from 100 to 599, or a range such as 200-399, found ";
  EXPECT_THAT(errors_of_check("http", "status: [99, 600, 200-600, 1-200, ok, 2xx, 200-, '', 0200, []]"),
              ElementsAre("7:13: " + expected + "\"99\"", "7:17: " + expected + "\"600\"",
                          "7:22: " + expected + "\"200-600\"", "7:31: " + expected + "\"1-200\"",
                          "7:38: " + expected + "\"ok\"", "7:42: " + expected + "\"2xx\"",
                          "7:47: " + expected + "\"200-\"", "7:53: " + expected + "\"\"",
                          "7:57: " + expected + "\"0200\"", "7:63: " + expected + "a list"));
  EXPECT_THAT(errors_of_check("http", "status: 399-200"),
              ElementsAre("7:12: status: the range 399-200 is reversed; expected 200-399"));
  EXPECT_THAT(errors_of_check("http", "status: []"),
              ElementsAre("7:12: status: the list is empty; expected a list such as [200, 300-399]"));
  EXPECT_THAT(errors_of_check("http", "status: {}"),
              ElementsAre("7:12: status: expected a list such as [200, 300-399], found a mapping"));
  std::string many = "status: [200";
  for (int i = 0; i < 64; ++i) many += ", 201";
  EXPECT_THAT(errors_of_check("http", many + "]"),
              ElementsAre(HasSubstr("status: there are 65; expected at most 64")));
}

TEST(ConfigTlsErrors, OfNamesAndFlags) {
  const std::string expected =
      "server_name: expected a host name of letters, digits, dashes and underscores, with labels of 1 to 63 and "
      "at "
      "most 253 bytes, found ";
  for (const std::string name : {"192.0.2.1", "2001:db8::1", "a..b", "a/b", "a b", ".", "*.example.com"})
    EXPECT_THAT(errors_of_check("https", "server_name: '" + name + "'"),
                ElementsAre("7:17: " + expected + "\"" + name + "\""));
  EXPECT_THAT(errors_of_check("https", "verify: yes"),
              ElementsAre("7:12: verify: expected true or false, found \"yes\""));
  EXPECT_THAT(
      errors_of_check("https", "ca_file: /nonexistent/ca.pem, verify: false"),
      ElementsAre("7:13: ca_file: with verify: false no certificate is compared with it; remove one of the "
                  "two",
                  "7:13: ca_file: \"/nonexistent/ca.pem\": does not exist"));
}

TEST(ConfigDnsErrors, OfTheQuestion) {
  EXPECT_THAT(errors_of_check("dns", "record: A"),
              ElementsAre("6:11: missing key \"name\" in a check of type dns; expected a domain name to ask for"));
  EXPECT_THAT(errors_of_check("dns", "name: a, record: ANY, code: SERVFIAL"),
              ElementsAre("7:21: unknown record \"ANY\"; expected A, AAAA, NS, SOA, MX, TXT, SRV, CNAME or PTR",
                          "7:32: unknown code \"SERVFIAL\"; did you mean \"SERVFAIL\"?"));
}

TEST(ConfigDnsErrors, OfTheName) {
  const auto errors = [](const std::string& name) { return errors_of_check("dns", "name: " + name); };
  EXPECT_THAT(errors("''"), ElementsAre("7:10: name: \"\" is empty"));
  EXPECT_THAT(errors("a..b"),
              ElementsAre("7:10: name: \"a..b\" has an empty label; expected 1 to 63 bytes between its dots"));
  EXPECT_THAT(errors(".a"), ElementsAre(HasSubstr("has an empty label")));
  EXPECT_THAT(errors("a.."), ElementsAre(HasSubstr("has an empty label")));
  EXPECT_THAT(errors(std::string(64, 'a') + ".b"),
              ElementsAre(HasSubstr(" has a label of 64 bytes; expected 1 to 63")));
  std::string longest;
  for (int i = 0; i < 127; ++i) longest += "a.";
  EXPECT_THAT(errors(longest), IsEmpty());  // 253 bytes and the dot
  EXPECT_THAT(errors(longest + "a"), ElementsAre(HasSubstr(" has 255 bytes; expected at most 253")));
  for (const std::string name : {"'a b'", "ä", R"("a\nb")", R"('a\b')"})
    EXPECT_THAT(errors(name), ElementsAre(HasSubstr(" holds other characters than printable ASCII without spaces, "
                                                    "quotes and backslashes")));
}

TEST(ConfigScriptErrors, OfCommandAndEnvironment) {
  EXPECT_THAT(
      errors_of(with_service_keys("  health: {type: script}\n")),
      ElementsAre("6:11: missing key \"command\" in a check of type script; expected a list of an absolute "
                  "path and its arguments, or the path alone"));
  EXPECT_THAT(
      errors_of(with_service_keys("  health: {type: script, command: /bin/true,\n   environment: {1A: x, A-B: "
                                  "y, C: \"a\\0b\", D: , E: z, E: z}}\n")),
      ElementsAre("7:18: environment: \"1A\" is no name of a variable; expected letters, digits and "
                  "underscores, and no digit first",
                  "7:25: environment: \"A-B\" is no name of a variable; expected letters, digits and "
                  "underscores, and no digit first",
                  "7:36: environment: the value of \"C\" holds a NUL byte; expected none",
                  "7:47: D: expected a text ('' for none), found nothing",
                  "7:55: environment: duplicate \"E\"; it stands in line 7 already"));
}

}  // namespace
}  // namespace shunt::config
