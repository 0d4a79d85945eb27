// SPDX-License-Identifier: Apache-2.0
// What is wrong or doubtful in fail, quorum, quorum_hysteresis, passive, probes and on_change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A service with two backends and a backup; `keys` in line 4 from column 4 on.
std::string service(const std::string& keys, const std::string& ports = "80/tcp") {
  return "interfaces: eth0\nservices:\n- {name: a, vip: 192.0.2.1, ports: " + ports +
         ", backends: [198.51.100.1, 198.51.100.2, {address: 198.51.100.3, backup: true}],\n   " + keys + "}\n";
}

TEST(ConfigFailoverErrors, OfWords) {
  EXPECT_THAT(errors_of(service("fail: opn, passive: up")),
              ElementsAre("4:10: unknown fail \"opn\"; did you mean \"open\"?",
                          "4:24: unknown passive \"up\"; expected off, warn or down"));
}

TEST(ConfigFailoverErrors, OfQuorums) {
  const std::string check = "health: {type: icmp}, ";
  const std::string range =
      "expected a whole number from 1 to 2, the number of backends that are no backups, found ";
  EXPECT_THAT(errors_of(service(check + "quorum: 2")), IsEmpty());
  EXPECT_THAT(errors_of(service(check + "quorum: 3")), ElementsAre("4:34: quorum: " + range + "\"3\""));
  EXPECT_THAT(errors_of(service(check + "quorum: 0")), ElementsAre("4:34: quorum: " + range + "\"0\""));
  EXPECT_THAT(errors_of(service(check + "quorum: half")), ElementsAre("4:34: quorum: " + range + "\"half\""));
  EXPECT_THAT(errors_of(service(check + "quorum_hysteresis: 1")), IsEmpty());
  EXPECT_THAT(errors_of(service(check + "quorum_hysteresis: -1")),
              ElementsAre("4:45: quorum_hysteresis: expected a whole number from 0 to 1000000, found \"-1\""));
  EXPECT_THAT(
      errors_of(service(check + "quorum: 2, quorum_hysteresis: 1")),
      ElementsAre("4:56: quorum_hysteresis: expected that it and the quorum, 2, are at most the backends that "
                  "are no backups, 2, found 1"));
  EXPECT_THAT(errors_of(service(check + "quorum: 3, quorum_hysteresis: 1")),
              ElementsAre(HasSubstr("4:34: quorum: ")));
}

TEST(ConfigFailoverErrors, OfQuorumsAreLeftOutWhereBackendsAreUnknown) {
  const std::string head = "services:\n- {name: a, vip: 192.0.2.1, ports: 80, quorum: 2, backends: ";
  EXPECT_THAT(errors_of(head + "[198.51.100.1, x]}\n"), ElementsAre(HasSubstr("backend: expected")));
  EXPECT_THAT(errors_of("services:\n- {name: a, vip: 192.0.2.1, ports: 80, quorum: 0, backends: [x]}\n"),
              testing::Contains("2:48: quorum: expected a whole number from 1 to 1000000, found \"0\""));
  EXPECT_THAT(errors_of(head + "[]}\n"),
              ElementsAre("2:48: quorum: expected a whole number from 1 to 1, the number of backends that are no "
                          "backups, found \"2\""));
  EXPECT_THAT(errors_of("services:\n- {name: a, vip: 192.0.2.1, ports: 80, quorum: 1, backends: []}\n"),
              IsEmpty());
}

TEST(ConfigFailover, WarnsOfKeysThatDoNothing) {
  EXPECT_THAT(
      warnings_of(service("quorum: 1, quorum_hysteresis: 1, passive: warn")),
      ElementsAre("4:12: quorum: no check takes a backend of service \"a\" down; set health, or passive: down",
                  "4:34: quorum_hysteresis: no check takes a backend of service \"a\" down; set health, or "
                  "passive: down"));
  EXPECT_THAT(warnings_of(service("quorum: 1, passive: down")), IsEmpty());
  EXPECT_THAT(warnings_of(service("quorum: 1, health: {type: icmp}")), IsEmpty());
  EXPECT_THAT(warnings_of(service("passive: warn, fail: backup", "80/udp")),
              ElementsAre("4:13: passive: it counts SYNs, and service \"a\" has no port of TCP"));
  EXPECT_THAT(warnings_of(service("passive: warn", "80")), IsEmpty());
  EXPECT_THAT(warnings_of(service("passive: off", "80/udp")), IsEmpty());
}

TEST(ConfigFailover, WarnsOfAQuorumThatBackendsWithWeightCannotReach) {
  const std::string head =
      "interfaces: eth0\nservices:\n- {name: a, vip: 192.0.2.1, ports: 80, health: {type: tcp}, quorum: 2, "
      "backends: [";
  EXPECT_THAT(warnings_of(head + "198.51.100.1, {address: 198.51.100.2, weight: 0}]}\n"),
              ElementsAre("3:69: quorum: service \"a\" never reaches 2, the backends that have weight are 1"));
  EXPECT_THAT(warnings_of(head + "198.51.100.1, 198.51.100.2, {address: 198.51.100.3, weight: 0}]}\n"), IsEmpty());
  EXPECT_THAT(errors_of(head + "198.51.100.1, {address: 198.51.100.2, backup: true}]}\n"),
              ElementsAre(HasSubstr("3:69: quorum: expected a whole number from 1 to 1, the number of backends")));
}

TEST(ConfigFailover, WarnsOfFailBackupWithoutOne) {
  EXPECT_THAT(
      warnings_of("interfaces: eth0\n" + with_service_keys("  health: {type: icmp}\n  fail: backup\n")),
      ElementsAre("8:9: fail: backup leaves service \"web\" without a backend when it fails, none of them is a "
                  "backup"));
  EXPECT_THAT(warnings_of(service("health: {type: icmp}, fail: backup")), IsEmpty());
}

TEST(ConfigProbesErrors, OfSourceAndPorts) {
  const auto errors = [](const std::string& keys) { return errors_of("probes: {" + keys + "}\nservices: []\n"); };
  EXPECT_THAT(errors("source: [192.0.2.200, 192.0.2.201, '2001:db8::1', '2001:db8::2']"),
              ElementsAre("1:32: source: a second IPv4 source, 192.0.2.201; expected at most one per family, and "
                          "192.0.2.200 is there already",
                          "1:60: source: a second IPv6 source, 2001:db8::2; expected at most one per family, and "
                          "2001:db8::1 is there already"));
  EXPECT_THAT(errors("source: 192.0.2.0/24"), ElementsAre("1:18: source: expected an IPv4 or IPv6 address, found "
                                                          "\"192.0.2.0/24\"; leave the prefix length out"));
  EXPECT_THAT(errors("source: 127.0.0.1"),
              ElementsAre("1:18: source: 127.0.0.1 is a loopback address; expected unicast addresses"));
  EXPECT_THAT(errors("source: {}"),
              ElementsAre("1:18: source: expected an address, or a list of one per family, found a mapping"));
  EXPECT_THAT(errors("ports: 1024-1086"),
              ElementsAre("1:17: ports: 1024-1086 are 63 ports; expected at least 64"));
  for (const std::string ports :
       {"1023-65535", "any", "61000-65535/tcp", "61000-65536", "65535-61000", "61000-", "x"})
    EXPECT_THAT(errors("ports: " + ports),
                ElementsAre("1:17: ports: expected a range of at least 64 ports from 1024 "
                            "to 65535, as 61000-65535, found \"" +
                            ports + "\""));
  EXPECT_THAT(errors("sorce: x"), ElementsAre("1:10: unknown key \"sorce\" in probes; did you mean \"source\"?"));
  EXPECT_THAT(errors_of("probes: 192.0.2.1\nservices: []\n"),
              ElementsAre("1:9: expected probes as a mapping with the keys source, ports, found \"192.0.2.1\""));
}

std::vector<std::string> errors_of_hook(const std::string& keys) {
  return errors_of("on_change: {" + keys + "}\nservices: []\n");
}

TEST(ConfigOnChangeErrors, OfKeys) {
  EXPECT_THAT(errors_of_hook(""), ElementsAre("1:12: on_change: expected the key command, the key post, or both"));
  EXPECT_THAT(errors_of_hook("timeout: 1s"),
              ElementsAre("1:12: on_change: expected the key command, the key post, or both"));
  EXPECT_THAT(errors_of_hook("post: 'http://a', timeout: 99ms"),
              ElementsAre("1:40: timeout: expected a time from 100ms to 1m, found \"99ms\""));
  EXPECT_THAT(errors_of_hook("post: 'http://a', timeout: 61s"),
              ElementsAre("1:40: timeout: expected a time from 100ms to 1m, found \"61s\""));
  EXPECT_THAT(errors_of_hook("post: , url: x"),
              ElementsAre("1:19: post: expected a URL of http or https, found nothing",
                          "1:21: unknown key \"url\" in on_change; expected one of: command, post, timeout"));
}

TEST(ConfigOnChangeErrors, OfUrls) {
  const auto error = [](const std::string& url) { return errors_of_hook("post: \"" + url + "\""); };
  const std::string begin = "1:19: post: the URL ";
  for (const std::string url : {"ftp://a", "a", "", "HTTP://a", "http:/a", "//a"})
    EXPECT_THAT(error(url), ElementsAre(HasSubstr(begin))) << url;
  EXPECT_THAT(error("ftp://a"), ElementsAre(begin + "does not begin with http:// or https://"));
  for (const std::string url : {"http://", "https:///a", "http://:80", "http://?a"})
    EXPECT_THAT(error(url), ElementsAre(begin + "names no host")) << url;
  for (const std::string url : {"http://a b", "http://a\\r\\nb", "http://a\\0", "http://\xc3\xa4"})
    EXPECT_THAT(error(url), ElementsAre(begin + "holds other characters than printable ASCII without spaces"))
        << url;
  for (const std::string url :
       {"http://a:0", "http://a:65536", "http://a:x", "http://a:", "http://[2001:db8::1]:0"})
    EXPECT_THAT(error(url), ElementsAre(begin + "has no valid port; expected 1 to 65535")) << url;
  for (const std::string url :
       {"http://a..b", "http://[::1", "http://[192.0.2.1]", "http://2001:db8::1", "http://a\\\\b", "http://[a]"})
    EXPECT_THAT(error(url), ElementsAre(HasSubstr(" valid "))) << url;
  EXPECT_THAT(error("http://a/#b"), ElementsAre(begin + "has a fragment (#), which is never sent; leave it out"));
  EXPECT_THAT(error("http://a/" + std::string(2040, 'b')),
              ElementsAre(begin + "has 2049 bytes; expected at most 2048"));
}

TEST(ConfigOnChangeErrors, DoNotShowSecretsOfUrls) {
  for (const std::string url :
       {"http://joe:secret@a/", "https://secret@a", "ftp://joe:secret@a", "http://secret@"})
    EXPECT_THAT(errors_of_hook("post: '" + url + "'"),
                testing::AllOf(testing::SizeIs(1), Each(Not(HasSubstr("secret")))))
        << url;
  EXPECT_THAT(
      errors_of_hook("post: 'http://joe:secret@a/'"),
      ElementsAre("1:19: post: the URL holds a user or password, which the configuration would show; leave it "
                  "out"));
}

}  // namespace
}  // namespace shunt::config
