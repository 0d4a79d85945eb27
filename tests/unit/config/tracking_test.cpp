// SPDX-License-Identifier: Apache-2.0
// The keys about flows that outlast a change: schedulers, tracking, drains, backups, slow start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/times.h"
#include "parse_text.h"

namespace shunt::config {
namespace {

using model::Scheduler;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/// The only service of a file with these keys, behind its VIP.
model::Service service(const std::string& keys, const std::string& vip = "192.0.2.1") {
  const auto config =
      valid("services:\n- {name: a, vip: '" + vip + "', ports: any, backends: 198.51.100.1, " + keys + "}\n");
  return config.services.empty() ? model::Service{} : config.services[0];
}

std::vector<std::string> errors_of_time(const std::string& time) {
  return errors_of("tracking: {idle_tcp: " + time + "}\nservices: []\n");
}

TEST(ConfigScheduler, IsOneOfFour) {
  EXPECT_EQ(service("scheduler: maglev").scheduler, Scheduler::kMaglev);
  EXPECT_EQ(service("scheduler: source").scheduler, Scheduler::kSource);
  EXPECT_EQ(service("scheduler: round-robin").scheduler, Scheduler::kRoundRobin);
  EXPECT_EQ(service("scheduler: least-connections").scheduler, Scheduler::kLeastConnections);
}

TEST(ConfigSourcePrefix, IsTheWholeAddressIfTheFileDoesNotSay) {
  EXPECT_EQ(service("scheduler: source").source_prefix, 32);
  EXPECT_EQ(service("scheduler: source", "2001:db8::1").source_prefix, 128);
  EXPECT_EQ(service("scheduler: round-robin").source_prefix, 0);
  EXPECT_EQ(service("slow_start: 1s").source_prefix, 0);
}

TEST(ConfigSourcePrefix, MayStandBeforeAndBehindTheKeysThatItDependsOn) {
  const auto first = valid(
      "services:\n- {source_prefix: 56, scheduler: source, vip: '2001:db8::1', name: a, ports: any, backends: "
      "198.51.100.1}\n");
  const auto last = valid(
      "services:\n- {scheduler: source, vip: '2001:db8::1', name: a, ports: any, backends: 198.51.100.1, "
      "source_prefix: 56}\n");
  EXPECT_EQ(first, last);
  ASSERT_EQ(first.services.size(), 1U);
  EXPECT_EQ(first.services[0].source_prefix, 56);
}

TEST(ConfigSourcePrefix, HasAtMostTheBitsOfTheVipsFamily) {
  EXPECT_EQ(service("scheduler: source, source_prefix: 1").source_prefix, 1);
  EXPECT_EQ(service("scheduler: source, source_prefix: 32").source_prefix, 32);
  EXPECT_EQ(service("scheduler: source, source_prefix: 128", "2001:db8::1").source_prefix, 128);
  const std::string tail = ", ports: any, backends: 198.51.100.1, scheduler: source}\n";
  EXPECT_THAT(errors_of("services:\n"
                        "- {source_prefix: 33, name: a, vip: 192.0.2.1" +
                        tail + "- {source_prefix: 0, name: b, vip: 192.0.2.2" + tail +
                        "- {source_prefix: 129, name: c, vip: '2001:db8::1'" + tail +
                        "- {source_prefix: /24, name: d, vip: 192.0.2.3" + tail +
                        "- {source_prefix: 100, name: e, vip: 192.0.2.300" + tail),
              ElementsAre("2:19: source_prefix: expected a whole number from 1 to 32, found \"33\"",
                          "3:19: source_prefix: expected a whole number from 1 to 32, found \"0\"",
                          "4:19: source_prefix: expected a whole number from 1 to 128, found \"129\"",
                          "5:19: source_prefix: expected a whole number from 1 to 32, found \"/24\"",
                          "6:38: vip: expected an IPv4 or IPv6 address or prefix, found \"192.0.2.300\""));
}

TEST(ConfigSourcePrefix, GoesWithTheSchedulerSourceOnly) {
  EXPECT_THAT(errors_of(with_service_keys("  source_prefix: 24\n"
                                          "  scheduler: round-robin\n")),
              ElementsAre("6:18: source_prefix: only the scheduler source has it, and this service's is "
                          "round-robin; set scheduler: source, or remove the key"));
  EXPECT_THAT(errors_of(with_service_keys("  source_prefix: 24\n")),
              ElementsAre("6:18: source_prefix: only the scheduler source has it, and this service's is maglev "
                          "(the default); set scheduler: source, or remove the key"));
  EXPECT_THAT(errors_of(with_service_keys("  source_prefix: 24\n"
                                          "  scheduler: sorce\n")),
              ElementsAre("7:14: unknown scheduler \"sorce\"; did you mean \"source\"?"));
}

TEST(ConfigTracking, ChecksKeysAndRanges) {
  EXPECT_THAT(
      errors_of("tracking: {idle_tcp: 9s, idle_udp: 86401s, drain: 0s, new_flows: 100000001, idle_tpc: 1h}\n"
                "services: []\n"),
      ElementsAre("1:22: idle_tcp: expected a time from 10s to 7d, found \"9s\"",
                  "1:36: idle_udp: expected a time from 5s to 1d, found \"86401s\"",
                  "1:51: drain: expected a time from 1s to 7d, found \"0s\"",
                  "1:66: new_flows: expected a whole number from 1 to 100000000, found \"100000001\"",
                  "1:77: unknown key \"idle_tpc\" in tracking; did you mean \"idle_tcp\"?"));
  EXPECT_THAT(
      errors_of("tracking: 15m\nservices: []\n"),
      ElementsAre("1:11: expected tracking as a mapping with the keys idle_tcp, idle_udp, drain, new_flows, "
                  "found \"15m\""));
  EXPECT_EQ(valid("tracking: {idle_udp: 5s, drain: 1s, new_flows: 1}\nservices: []\n").tracking,
            (model::Tracking{15min, 5s, 1s, 1}));
}

TEST(ConfigTimes, HaveOneOfFourUnits) {
  const auto idle = [](const std::string& time) {
    return valid("tracking: {idle_tcp: " + time + "}\nservices: []\n").tracking.idle_tcp;
  };
  EXPECT_EQ(idle("90s"), 90s);
  EXPECT_EQ(idle("15m"), 15min);
  EXPECT_EQ(idle("'2h'"), 2h);
  EXPECT_EQ(idle("7d"), 7 * 24h);
}

TEST(ConfigTimes, SayWhatIsMissingOrTooMuch) {
  const std::string expected = "1:22: idle_tcp: expected a time such as 30s, 15m or 2h, found ";
  EXPECT_THAT(errors_of_time("900"), ElementsAre(expected + "\"900\"; the unit is missing: s, m, h or d"));
  EXPECT_THAT(errors_of_time("0"), ElementsAre(expected + "\"0\"; the unit is missing: s, m, h or d"));
  EXPECT_THAT(errors_of_time("900ms"), ElementsAre(expected + "\"900ms\"; expected the unit s, m, h or d"));
  EXPECT_THAT(errors_of_time("90 s"), ElementsAre(expected + "\"90 s\"; write 90s, without the space"));
  EXPECT_THAT(errors_of_time("90S"), ElementsAre(expected + "\"90S\"; expected the unit s, m, h or d"));
  EXPECT_THAT(errors_of_time("1h30m"), ElementsAre(expected + "\"1h30m\"; use one whole number with one unit"));
  EXPECT_THAT(errors_of_time("1.5h"), ElementsAre(expected + "\"1.5h\"; use one whole number with one unit"));
  EXPECT_THAT(errors_of_time("060s"), ElementsAre(expected + "\"060s\"; leave out the leading zeros"));
  EXPECT_THAT(errors_of_time("-90s"), ElementsAre(expected + "\"-90s\""));
  EXPECT_THAT(errors_of_time("s"), ElementsAre(expected + "\"s\""));
  EXPECT_THAT(errors_of_time("''"), ElementsAre(expected + "\"\""));
  EXPECT_THAT(errors_of_time("[90s]"), ElementsAre(expected + "a list"));
  EXPECT_THAT(errors_of_time(""),
              ElementsAre("1:22: idle_tcp: expected a time such as 30s, 15m or 2h, found nothing"));
}

TEST(ConfigTimes, BeyondWhatANumberHoldsAreOutOfRange) {
  // 2^64 s; 2^64/60 m and 2^64/86400 d rounded up, which wrap to a few seconds in 64 bits; and no number at all.
  for (const std::string time : {"18446744073709551616s", "307445734561825861m", "213503982334602d",
                                 "18446744073709551615d", "99999999999999999999999999h"})
    EXPECT_THAT(errors_of_time(time),
                ElementsAre("1:22: idle_tcp: expected a time from 10s to 7d, found \"" + time + "\""));
}

TEST(ConfigTimes, AreWrittenInTheLargestUnitThatFits) {
  EXPECT_EQ(to_text(0s), "0s");
  EXPECT_EQ(to_text(59s), "59s");
  EXPECT_EQ(to_text(60s), "1m");
  EXPECT_EQ(to_text(90s), "90s");
  EXPECT_EQ(to_text(15min), "15m");
  EXPECT_EQ(to_text(90min), "90m");
  EXPECT_EQ(to_text(24h), "1d");
  EXPECT_EQ(to_text(25h), "25h");
}

TEST(ConfigSlowStart, IsAtMostAnHourWithAnyScheduler) {
  for (const std::string scheduler : {"maglev", "source", "round-robin", "least-connections"}) {
    EXPECT_EQ(service("slow_start: 30s, scheduler: " + scheduler).slow_start, 30s);
    EXPECT_EQ(service("slow_start: 1h, scheduler: " + scheduler).slow_start, 1h);
  }
  EXPECT_EQ(service("slow_start: 0s").slow_start, 0s);
  EXPECT_THAT(errors_of(with_service_keys("  slow_start: 61m\n")),
              ElementsAre("6:15: slow_start: expected a time from 0s to 1h, found \"61m\""));
}

TEST(ConfigBackups, AreTrueOrFalse) {
  const std::string head = "services:\n- name: a\n  vip: 192.0.2.1\n  ports: any\n  backends:\n";
  const auto config = valid(head +
                            "  - {address: 198.51.100.1, backup: true}\n"
                            "  - {address: 198.51.100.2, backup: false}\n"
                            "  - {address: 198.51.100.3, backup: 'true'}\n"
                            "  - 198.51.100.4\n");
  ASSERT_EQ(config.services.size(), 1U);
  std::vector<bool> backups;
  for (const auto& backend : config.services[0].backends) backups.push_back(backend.backup);
  EXPECT_THAT(backups, ElementsAre(true, false, true, false));
  EXPECT_THAT(errors_of(head + "  - {address: 198.51.100.1, backup: yes}\n"
                               "  - {address: 198.51.100.2, backup: }\n"
                               "  - {address: 198.51.100.3, backup: 1}\n"
                               "  - {address: 198.51.100.4, bakcup: true}\n"),
              ElementsAre("6:37: backup: expected true or false, found \"yes\"",
                          "7:37: backup: expected true or false, found nothing",
                          "8:37: backup: expected true or false, found \"1\"",
                          "9:29: unknown key \"bakcup\" in a backend; did you mean \"backup\"?"));
}

TEST(ConfigBackups, AloneAreNone) {
  const std::string head = "interfaces: eth0\nservices:\n- {name: a, vip: 192.0.2.1, ports: any, backends: [";
  const std::string backup = "{address: 198.51.100.1, backup: true}";
  EXPECT_THAT(warnings_of(head + backup + "]}\n"),
              ElementsAre("3:51: all backends of service \"a\" are backups; they serve as if none was"));
  EXPECT_THAT(warnings_of(head + backup + ", 198.51.100.2]}\n"), IsEmpty());
  EXPECT_THAT(warnings_of(head + backup + ", {address: 198.51.100.2, weight: 0}]}\n"), IsEmpty());
  EXPECT_THAT(warnings_of(head + "{address: 198.51.100.1, backup: true, weight: 0}]}\n"),
              ElementsAre("3:51: service \"a\" has only backends of weight 0; its packets are dropped"));
}

}  // namespace
}  // namespace shunt::config
