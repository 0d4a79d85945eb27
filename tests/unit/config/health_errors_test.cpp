// SPDX-License-Identifier: Apache-2.0
// Health checks that are wrong: each mistake with its place. What named files lack is in named_files_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Errors of one check that begins in column 12 of line 6, of a service with port 80 of TCP.
std::vector<std::string> errors_of_check(const std::string& keys) {
  return errors_of(with_service_keys("  health: {" + keys + "}\n"));
}

TEST(ConfigHealthErrors, OfTheList) {
  EXPECT_THAT(errors_of(with_service_keys("  health: tcp\n")),
              ElementsAre("6:11: health: expected a check such as {type: http, path: /health}, or a list of them, "
                          "found \"tcp\""));
  EXPECT_THAT(errors_of(with_service_keys("  health:\n")),
              ElementsAre("6:10: health: expected a check such as {type: http, path: /health}, or a list of them, "
                          "found nothing"));
  EXPECT_THAT(errors_of(with_service_keys("  health: []\n")),
              ElementsAre("6:11: health: the list is empty; expected a check such as {type: http, path: /health}, "
                          "or a list of them"));
  std::string nine = "  health:\n";
  for (int i = 0; i < 9; ++i) nine += "  - {type: icmp}\n";
  EXPECT_THAT(errors_of(with_service_keys(nine)),
              ElementsAre("15:5: health: there are 9 checks; expected at most 8"));
  const std::string keys =
      "type, via, port, interval, timeout, fast_interval, rise, fall, initial, full_size, send, expect, method, "
      "path, "
      "host, headers, status, verify, server_name, ca_file, name, record, code, command, environment";
  EXPECT_THAT(errors_of(with_service_keys("  health: [tcp]\n")),
              ElementsAre("6:12: expected a health check as a mapping with the keys " + keys + ", found \"tcp\""));
  EXPECT_THAT(errors_of_check("type: tcp, zebra: 1, timeuot: 1s, port: 1, port: 2"),
              ElementsAre("6:23: unknown key \"zebra\" in a health check; expected one of: " + keys,
                          "6:33: unknown key \"timeuot\" in a health check; did you mean \"timeout\"?",
                          "6:55: duplicate key \"port\" in a health check; it stands in line 6 already"));
}

TEST(ConfigHealthErrors, OfTheType) {
  EXPECT_THAT(errors_of_check("type: htpp"), ElementsAre("6:18: unknown type \"htpp\"; did you mean \"http\"?"));
  EXPECT_THAT(
      errors_of_check("type: ping"),
      ElementsAre("6:18: unknown type \"ping\"; expected tcp, http, https, udp, dns, icmp, script or agent"));
  EXPECT_THAT(
      errors_of_check("port: 80"),
      ElementsAre("6:11: missing key \"type\" in a health check; expected tcp, http, https, udp, dns, icmp, "
                  "script or agent"));
}

/// Each key with the types that do not have it.
TEST(ConfigHealthErrors, OfKeysThatOtherTypesHave) {
  const auto wrong = [](const std::string& type, const std::string& key, const std::string& owners) {
    const auto place = "6:" + std::to_string(12 + 6 + type.size() + 2 + key.size() + 2) + ": ";
    EXPECT_THAT(errors_of_check("type: " + type + ", " + key + ": x, port: 1"),
                testing::Contains(place + key + ": only checks of type " + owners + " have it, and this one is " +
                                  type + "; remove the key"));
  };
  for (const std::string type : {"tcp", "udp", "dns", "icmp", "script", "agent"}) {
    for (const std::string key : {"method", "path", "host", "headers", "status"})
      wrong(type, key, "http or https");
  }
  for (const std::string type : {"tcp", "http", "udp", "dns", "icmp", "script", "agent"}) {
    for (const std::string key : {"verify", "server_name", "ca_file"}) wrong(type, key, "https");
  }
  for (const std::string type : {"tcp", "http", "https", "udp", "icmp", "script", "agent"}) {
    for (const std::string key : {"name", "record", "code"}) wrong(type, key, "dns");
  }
  for (const std::string type : {"tcp", "http", "https", "udp", "dns", "icmp", "agent"}) {
    for (const std::string key : {"command", "environment"}) wrong(type, key, "script");
  }
  for (const std::string type : {"http", "https", "dns", "icmp", "script"})
    wrong(type, "send", "tcp, udp or agent");
  for (const std::string type : {"dns", "icmp", "script", "agent"})
    wrong(type, "expect", "tcp, http, https or udp");
  for (const std::string key : {"via", "full_size"})
    wrong("script", key, "tcp, http, https, udp, dns, icmp or agent");
}

TEST(ConfigHealthErrors, OfPorts) {
  const std::string owners = "only checks of type tcp, http, https, udp, dns or agent have it, and this one is ";
  EXPECT_THAT(errors_of_check("type: icmp, port: 1"),
              ElementsAre("6:30: port: " + owners + "icmp; remove the key"));
  EXPECT_THAT(errors_of_check("type: script, command: /bin/true, port: 1"),
              ElementsAre("6:52: port: " + owners + "script; remove the key"));
  for (const std::string port : {"0", "65536", "http", "-1"})
    EXPECT_THAT(errors_of_check("type: tcp, port: " + port),
                ElementsAre("6:29: port: expected a whole number from 1 to 65535, found \"" + port + "\""));
  EXPECT_THAT(
      errors_of_check("type: agent"),
      ElementsAre("6:11: missing key \"port\" in a check of type agent; expected 1 to 65535, where the agent "
                  "listens"));
}

TEST(ConfigHealthErrors, OfPortsThatTheServiceDoesNotTell) {
  const auto errors = [](const std::string& ports, const std::string& type) {
    return errors_of("services:\n- {name: a, vip: 192.0.2.1, backends: 198.51.100.1, ports: [" + ports +
                     "],\n   health: {type: " + type + "}}\n");
  };
  const auto missing = [](const std::string& type, const std::string& protocol) {
    return "3:12: missing key \"port\" in a check of type " + type +
           "; expected 1 to 65535, because the service's ports name no single one of " + protocol;
  };
  EXPECT_THAT(errors("80/tcp", "udp"), ElementsAre(missing("udp", "UDP")));
  EXPECT_THAT(errors("80/tcp", "dns, name: a"), ElementsAre(missing("dns", "UDP")));
  EXPECT_THAT(errors("53/udp", "tcp"), ElementsAre(missing("tcp", "TCP")));
  EXPECT_THAT(errors("any, 1-9, 5-6/tcp", "http"), ElementsAre(missing("http", "TCP")));
  EXPECT_THAT(errors("any", "https"), ElementsAre(missing("https", "TCP")));
  EXPECT_THAT(errors("80/tpc, any", "tcp"), ElementsAre(HasSubstr("unknown protocol \"tpc\"")));  // may be the one
}

TEST(ConfigHealthErrors, OfTheWay) {
  EXPECT_THAT(errors_of_check("type: tcp, via: dirct"),
              ElementsAre("6:28: unknown via \"dirct\"; did you mean \"direct\"?"));
  EXPECT_THAT(errors_of_check("type: tcp, full_size: on"),
              ElementsAre("6:34: unknown full_size \"on\"; expected off, warn or down"));
  const std::string only = "full_size: only checks through the dataplane have it, and this one is direct";
  EXPECT_THAT(errors_of_check("type: tcp, via: direct, full_size: warn"),
              ElementsAre("6:47: " + only + "; set via: dataplane, or remove the key"));
  EXPECT_THAT(errors_of_check("type: agent, port: 1, full_size: down"),
              ElementsAre("6:45: " + only + " (the default of its type); set via: dataplane, or remove the key"));
  EXPECT_THAT(errors_of_check("type: tcp, via: x, full_size: down"),
              ElementsAre("6:28: unknown via \"x\"; expected dataplane or direct"));
}

TEST(ConfigHealthErrors, OfTimes) {
  EXPECT_THAT(errors_of_check("type: tcp, interval: 99ms, timeout: 9ms, fast_interval: 99ms"),
              ElementsAre("6:33: interval: expected a time from 100ms to 1h, found \"99ms\"",
                          "6:48: timeout: expected a time from 10ms to 1h, found \"9ms\"",
                          "6:68: fast_interval: expected a time from 100ms to 1h, found \"99ms\""));
  EXPECT_THAT(errors_of_check("type: tcp, interval: 3601s"),
              ElementsAre("6:33: interval: expected a time from 100ms to 1h, found \"3601s\""));
  EXPECT_THAT(
      errors_of_check("type: tcp, timeout: 2001ms, fast_interval: 3s"),
      ElementsAre("6:32: timeout: 2001ms is longer than the interval, 2s (the default); expected at most that",
                  "6:55: fast_interval: 3s is longer than the interval, 2s (the default); expected at most "
                  "that"));
  EXPECT_THAT(errors_of_check("type: tcp, timeout: 2s, interval: 1s"),
              ElementsAre("6:32: timeout: 2s is longer than the interval, 1s; expected at most that"));
  EXPECT_THAT(
      errors_of_check("type: tcp, timeout: 2m, interval: 1x"),  // no judgement by an interval of our own
      ElementsAre("6:46: interval: expected a time such as 500ms, 2s or 1m, found \"1x\"; expected the unit "
                  "ms, s, m or h"));
}

TEST(ConfigHealthErrors, OfTheUnitsOfTimes) {
  const auto errors = [](const std::string& time) { return errors_of_check("type: tcp, interval: " + time); };
  const std::string expected = "6:33: interval: expected a time such as 500ms, 2s or 1m, found ";
  EXPECT_THAT(errors("2"), ElementsAre(expected + "\"2\"; the unit is missing: ms, s, m or h"));
  EXPECT_THAT(errors("1d"), ElementsAre(expected + "\"1d\"; expected the unit ms, s, m or h"));
  EXPECT_THAT(errors("1.5s"), ElementsAre(expected + "\"1.5s\"; use one whole number with one unit"));
  EXPECT_THAT(errors("0500ms"), ElementsAre(expected + "\"0500ms\"; leave out the leading zeros"));
  EXPECT_THAT(errors("ms"), ElementsAre(expected + "\"ms\""));
  EXPECT_THAT(errors("[1s]"), ElementsAre(expected + "a list"));
  for (const std::string time : {"18446744073709551616ms", "5124095576031h", "99999999999999999999999s"})
    EXPECT_THAT(errors(time),
                ElementsAre("6:33: interval: expected a time from 100ms to 1h, found \"" + time + "\""));
}

TEST(ConfigHealthErrors, OfCountsAndTheBeginning) {
  EXPECT_THAT(errors_of_check("type: tcp, rise: 0, fall: 101, initial: maybe"),
              ElementsAre("6:29: rise: expected a whole number from 1 to 100, found \"0\"",
                          "6:38: fall: expected a whole number from 1 to 100, found \"101\"",
                          "6:52: unknown initial \"maybe\"; expected check, up or down"));
  EXPECT_THAT(errors_of_check("type: tcp, fall: 0, rise: 101"),
              ElementsAre("6:29: fall: expected a whole number from 1 to 100, found \"0\"",
                          "6:38: rise: expected a whole number from 1 to 100, found \"101\""));
}

TEST(ConfigHealthErrors, OfSendAndExpect) {
  const std::string longer(4097, 'a');
  EXPECT_THAT(errors_of_check("type: tcp, send: " + longer),
              ElementsAre("6:29: send: has 4097 bytes; expected at most 4096"));
  EXPECT_THAT(errors_of_check("type: tcp, expect: " + longer),
              ElementsAre("6:31: expect: has 4097 bytes; expected at most 4096"));
  EXPECT_THAT(errors_of_check("type: tcp, send: [], expect: {}"),
              ElementsAre("6:29: send: expected a text, or {hex: ff 00 2a}, found a list",
                          "6:41: expect: expected a pattern in RE2's syntax, found a mapping"));
  for (const std::string type : {"tcp", "udp", "http", "https"})
    EXPECT_THAT(errors_of_check("type: " + type + ", port: 1, expect: 'a(b'"),
                ElementsAre(HasSubstr(": expect: not a valid pattern: missing ): \"a(b\"")));
  EXPECT_THAT(errors_of_check("type: tcp, expect: '(?P<n'"),
              ElementsAre("6:31: expect: not a valid pattern: invalid named capture group: \"(?P<n\""));
  EXPECT_THAT(errors_of_check("type: tcp, expect: \"[\\n\""),
              ElementsAre("6:31: expect: not a valid pattern: missing ]"));
  EXPECT_THAT(errors_of_check("type: tcp, expect: '((a{100}){100}){100}'"),
              ElementsAre(HasSubstr("6:31: expect: not a valid pattern: ")));
  const std::string hex = "hex: expected two digits a byte, as ff 00 2a, found ";
  EXPECT_THAT(errors_of_check("type: tcp, send: {hex: fff}"), ElementsAre("6:35: " + hex + "\"fff\""));
  EXPECT_THAT(errors_of_check("type: tcp, send: {hex: f f}"), ElementsAre("6:35: " + hex + "\"f f\""));
  EXPECT_THAT(errors_of_check("type: tcp, send: {hex: 0x1}"), ElementsAre("6:35: " + hex + "\"0x1\""));
  EXPECT_THAT(errors_of_check("type: tcp, send: {hex: " + std::string(8194, 'f') + "}"),
              ElementsAre("6:35: hex: has 4097 bytes; expected at most 4096"));
  EXPECT_THAT(errors_of_check("type: tcp, send: {}"),
              ElementsAre("6:29: missing key \"hex\" in send; expected two digits a byte, as ff 00 2a"));
  std::string large;  // beyond 1 MiB once compiled
  for (int i = 0; i < 300; ++i) large += "x{1000}";
  EXPECT_THAT(errors_of_check("type: tcp, expect: '" + large + "'"),
              ElementsAre("6:31: expect: not a valid pattern: pattern too large - compile failed"));
  EXPECT_THAT(errors_of_check("type: http, method: HEAD, expect: ok"),
              ElementsAre("6:46: expect: an answer to HEAD has no body; expected another method, or no pattern"));
}

}  // namespace
}  // namespace shunt::config
