// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> errors_before_services(const std::string& text) {
  return errors_of(text + "\nservices: []\n");
}

TEST(ConfigRoot, UnknownDuplicateAndMissingKeys) {
  EXPECT_THAT(
      errors_of("interface: [eth0]\napi: {}\nzebra: 1\napi: {}\n? [a]\n: 1\n"),
      ElementsAre("1:1: unknown key \"interface\" in the configuration; did you mean \"interfaces\"?",
                  "1:1: missing key \"services\" in the configuration; expected a list of services",
                  "3:1: unknown key \"zebra\" in the configuration; expected one of: interfaces, tunnel, api, "
                  "limits, tracking, probes, on_change, log, seed, services",
                  "4:1: duplicate key \"api\" in the configuration; it stands in line 2 already",
                  "5:3: expected a key, found a list"));
}

TEST(ConfigRoot, SectionsMustHaveTheRightShape) {
  EXPECT_THAT(
      errors_of("tunnel:\napi: 127.0.0.1:9977\nlimits: []\nservices: web\n"),
      ElementsAre("1:8: expected tunnel as a mapping with the keys source, gue_port, found nothing",
                  "2:6: expected api as a mapping with the keys listen, users_file, tls, "
                  "allow_plain_http, found \"127.0.0.1:9977\"",
                  "3:9: expected limits as a mapping with the keys services, backends, slots, flows, found a list",
                  "4:11: services: expected a list of services, found \"web\""));
}

TEST(ConfigInterfaces, BadNamesModesAndDuplicates) {
  const std::string name = "an interface name of 1 to 15 printable ASCII characters without slash or colon";
  EXPECT_THAT(errors_before_services("interfaces:\n"
                                     "- eth0\n"
                                     "- {name: eth0, mode: native}\n"
                                     "- name: eth1\n"
                                     "  mode: natve\n"
                                     "- {mode: generic}\n"
                                     "- a/b\n"
                                     "- sixteen-bytes-xx\n"
                                     "- ..\n"
                                     "- \"a b\"\n"
                                     "-\n"
                                     "- [eth5]\n"
                                     "- {name: eth6, speed: 10}\n"
                                     "- {name: {}}"),
              ElementsAre("3:10: duplicate interface \"eth0\"; it stands in line 2 already",
                          "5:9: unknown mode \"natve\"; did you mean \"native\"?",
                          "6:3: missing key \"name\" in an interface; expected " + name,
                          "7:3: interfaces: expected " + name + ", found \"a/b\"",
                          "8:3: interfaces: expected " + name + ", found \"sixteen-bytes-xx\"",
                          "9:3: interfaces: expected " + name + ", found \"..\"",
                          "10:3: interfaces: expected " + name + ", found \"a b\"",
                          "11:2: interfaces: expected " + name + ", found nothing",
                          "12:3: expected an interface as a mapping with the keys name, mode, found a list",
                          "13:16: unknown key \"speed\" in an interface; expected one of: name, mode",
                          "14:10: interfaces: expected " + name + ", found a mapping"));
}

TEST(ConfigInterfaces, AreAListOrOneName) {
  EXPECT_THAT(errors_before_services("interfaces: eth0"), IsEmpty());
  EXPECT_THAT(
      errors_before_services("interfaces: {name: eth0}"),
      ElementsAre("1:13: interfaces: expected a list of interfaces, each a name or {name: eth0, mode: auto}, "
                  "found a mapping"));
}

TEST(ConfigInterfaces, AreAtMost64) {
  std::string text = "interfaces:\n";
  for (int i = 0; i < 65; ++i) text += "- eth" + std::to_string(i) + "\n";
  EXPECT_THAT(errors_before_services(text), ElementsAre("66:3: interfaces: there are 65; expected at most 64"));
}

TEST(ConfigTunnel, TakesOneSourcePerFamily) {
  EXPECT_THAT(
      errors_before_services("tunnel:\n"
                             "  source: [198.51.100.1, 198.51.100.2, 'fe80::1', 198.51.100.1/24, eth0, '::1']"),
      ElementsAre("2:26: source: a second IPv4 source, 198.51.100.2; expected at most one per family, and "
                  "198.51.100.1 is there already",
                  "2:40: source: fe80::1 is a link-local address; expected unicast addresses",
                  "2:51: source: 198.51.100.1/24 has host bits set; expected 198.51.100.0/24 or 198.51.100.1",
                  "2:68: source: expected an IPv4 or IPv6 address or prefix, found \"eth0\"",
                  "2:74: source: ::1 is a loopback address; expected unicast addresses"));
}

TEST(ConfigTunnel, ChecksThePortOfGue) {
  for (const char* port : {"0", "65536", "-1", "6080.0", "06080", "6_080", "0x17c0", "gue", "[6080]", ""}) {
    const auto errors = errors_before_services(std::string("tunnel: {gue_port: ") + port + "}");
    ASSERT_EQ(errors.size(), 1U) << port;
    EXPECT_THAT(errors[0], testing::HasSubstr("gue_port: expected a whole number from 1 to 65535, found "))
        << port;
  }
}

TEST(ConfigApi, ListensOnLoopbackWithoutAPassword) {
  EXPECT_THAT(errors_before_services("api: {listen: 127.8.9.10:65535}"), IsEmpty());
  EXPECT_THAT(errors_before_services("api: {listen: '[::1]:1'}"), IsEmpty());
  EXPECT_THAT(
      errors_before_services("api: {listen: 0.0.0.0:9977}"),
      ElementsAre("1:15: listen: 0.0.0.0 is off loopback, which needs a password; add users_file: FILE with a "
                  "line of `shunt password NAME`, or use 127.0.0.1:9977"));
  EXPECT_THAT(
      errors_before_services("api: {listen: '[2001:db8::1]:9977', tls: {certificate: a, key: /b}}"),
      testing::Contains(testing::StartsWith("1:15: listen: 2001:db8::1 is off loopback, which needs a password")));
  EXPECT_THAT(
      errors_before_services("api: {password: secret}"),
      ElementsAre("1:7: password: passwords are not in this file, which others may read; add users_file: FILE "
                  "with a line of `shunt password NAME`"));
}

TEST(ConfigApi, WantsTlsForPasswordsOffLoopback) {
  const auto errors = errors_before_services("api: {listen: 192.0.2.1:9977, users_file: /nonexistent/users}");
  EXPECT_THAT(
      errors,
      ElementsAre("1:15: listen: 192.0.2.1 is off loopback, where passwords need TLS; add tls: "
                  "{certificate: FILE, key: FILE}, or allow_plain_http: true if nobody can listen on the way",
                  "1:43: users_file: \"/nonexistent/users\": does not exist"));
  EXPECT_THAT(errors_before_services(
                  "api: {listen: 192.0.2.1:9977, allow_plain_http: true, users_file: /nonexistent/users}"),
              ElementsAre("1:67: users_file: \"/nonexistent/users\": does not exist"));
}

TEST(ConfigApi, WantsBothFilesOfTls) {
  EXPECT_THAT(errors_before_services("api: {listen: 127.0.0.1:1, tls: {key: key.pem}}"),
              testing::UnorderedElementsAre(testing::HasSubstr("certificate"),
                                            testing::HasSubstr("key: expected the absolute path")));
}

TEST(ConfigApi, WantsHostAndPort) {
  for (const char* listen : {"localhost:9977", "127.0.0.1", "9977", "':9977'", "127.0.0.1:0", "127.0.0.1:65536",
                             "'::1:9977'", "'[127.0.0.1]:80'", "'[::1]'", "'[::1]9977'", "[127.0.0.1]", "~"}) {
    const auto errors = errors_before_services(std::string("api: {listen: ") + listen + "}");
    ASSERT_EQ(errors.size(), 1U) << listen;
    EXPECT_THAT(errors[0], testing::StartsWith("1:15: listen: expected ADDRESS:PORT, as 127.0.0.1:9977 or "
                                               "[::1]:9977, found "))
        << listen;
  }
}

}  // namespace
}  // namespace shunt::config
