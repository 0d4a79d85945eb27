// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

TEST(ConfigService, UnknownKeysAreNamedWithWhatWasMeant) {
  EXPECT_THAT(
      errors_of(with_service_keys("  schedular: maglev\n"
                                  "  vpi: 192.0.2.1\n"
                                  "  cost: 1\n"
                                  "  ports: [81]\n")),
      ElementsAre(
          "6:3: unknown key \"schedular\" in a service; did you mean \"scheduler\"?",
          "7:3: unknown key \"vpi\" in a service; did you mean \"vip\"?",
          "8:3: unknown key \"cost\" in a service; expected one of: name, vip, ports, scheduler, "
          "source_prefix, forwarding, udp, on_down, slow_start, seed, table_size, backends, health, fail, quorum, "
          "quorum_hysteresis, passive",
          "9:3: duplicate key \"ports\" in a service; it stands in line 4 already"));
}

TEST(ConfigService, NeedsNameVipPortsAndBackends) {
  EXPECT_THAT(
      errors_of("services:\n- {}\n- web\n"),
      ElementsAre(
          "2:3: missing key \"name\" in a service; expected a name of 1 to 63 letters, digits, dots, dashes or "
          "underscores",
          "2:3: missing key \"vip\" in a service; expected an IPv4 or IPv6 address or prefix",
          "2:3: missing key \"ports\" in a service; expected a list such as [80/tcp, 5000-5999/udp], or any",
          "2:3: missing key \"backends\" in a service; expected a list of addresses",
          "3:3: expected a service as a mapping with the keys name, vip, ports, scheduler, source_prefix, "
          "forwarding, udp, on_down, slow_start, seed, table_size, backends, health, fail, quorum, "
          "quorum_hysteresis, passive, found \"web\""));
}

TEST(ConfigService, NamesAreShortAndPlain) {
  for (const char* name : {"''", "'a b'", "a/b", "ä", "~", "[a]", "'a\n'"}) {
    const auto errors = errors_of(
        std::string("services:\n- vip: 192.0.2.1\n  ports: any\n  backends: []\n  name: ") + name + "\n");
    ASSERT_EQ(errors.size(), 1U) << name;
    EXPECT_THAT(errors[0], StartsWith("5:9: name: expected a name of 1 to 63 letters, digits, dots, dashes or "
                                      "underscores, found "))
        << name;
  }
  const std::string service = "services:\n- vip: 192.0.2.1\n  ports: any\n  backends: []\n  name: ";
  EXPECT_THAT(errors_of(service + std::string(63, 'a')), IsEmpty());
  EXPECT_EQ(errors_of(service + std::string(64, 'a')).size(), 1U);
}

TEST(ConfigService, NamesAreUnique) {
  EXPECT_THAT(errors_of(with_service_keys("- name: web\n"
                                          "  vip: 192.0.2.11\n"
                                          "  ports: any\n"
                                          "  backends: [198.51.100.1]\n")),
              ElementsAre("6:9: duplicate service \"web\"; it stands in line 2 already"));
}

TEST(ConfigService, WordsMustBeKnown) {
  EXPECT_THAT(errors_of(with_service_keys("  scheduler: roundrobin\n"
                                          "  forwarding: nat\n"
                                          "  udp: stateles\n"
                                          "  on_down: reset\n")),
              ElementsAre("6:14: unknown scheduler \"roundrobin\"; did you mean \"round-robin\"?",
                          "7:15: unknown forwarding \"nat\"; expected ipip, gue or l2",
                          "8:8: unknown udp \"stateles\"; did you mean \"stateless\"?",
                          "9:12: unknown on_down \"reset\"; expected move or keep"));
  EXPECT_THAT(
      errors_of(with_service_keys("  scheduler:\n"
                                  "  forwarding: [ipip]\n")),
      ElementsAre("6:13: scheduler: expected maglev, source, round-robin or least-connections, found nothing",
                  "7:15: forwarding: expected ipip, gue or l2, found a list"));
}

TEST(ConfigService, SeedsAre64Bits) {
  EXPECT_THAT(errors_of(with_service_keys("  seed: 18446744073709551616\n")),
              ElementsAre("6:9: seed: expected a whole number from 0 to 18446744073709551615, found "
                          "\"18446744073709551616\""));
}

TEST(ConfigService, NumbersHaveNeitherLeadingZerosNorUnderscores) {
  const std::string expected = "6:9: seed: expected a whole number from 0 to 18446744073709551615, found ";
  EXPECT_THAT(errors_of(with_service_keys("  seed: 007\n")),
              ElementsAre(expected + "\"007\"; leave out the leading zeros"));
  EXPECT_THAT(errors_of(with_service_keys("  seed: 1_000\n")),
              ElementsAre(expected + "\"1_000\"; leave out the underscores"));
  EXPECT_THAT(errors_of(with_service_keys("  seed: 0_1\n")),
              ElementsAre(expected + "\"0_1\"; leave out leading zeros and underscores"));
  EXPECT_THAT(errors_of(with_service_keys("  seed: 0x10\n")), ElementsAre(expected + "\"0x10\""));
  EXPECT_THAT(errors_of(with_service_keys("  seed: _\n")), ElementsAre(expected + "\"_\""));
}

TEST(ConfigService, TableSizesArePrimesOfAtLeastTheBackends) {
  EXPECT_THAT(errors_of(with_service_keys("  table_size: 65536\n")),
              ElementsAre("6:15: table_size: expected a prime, found 65536; the next one is 65537"));
  EXPECT_THAT(errors_of(with_service_keys("  table_size: 16777216\n")),
              ElementsAre("6:15: table_size: expected a whole number from 2 to 16777213, found \"16777216\""));
  EXPECT_THAT(
      errors_of("services:\n"
                "- {name: a, vip: 192.0.2.1, ports: any, table_size: 3,\n"
                "   backends: [198.51.100.1, 198.51.100.2, 198.51.100.3, 198.51.100.4]}\n"),
      ElementsAre("2:53: table_size: 3 slots are fewer than the 4 backends; expected a prime of at least 5, "
                  "better 100 times the backends"));
}

TEST(ConfigService, PortsAreChecked) {
  const std::string expected = "ports: expected PORT, FIRST-LAST or any, alone or with /tcp or /udp, found ";
  EXPECT_THAT(errors_of("services:\n"
                        "- name: a\n"
                        "  vip: 192.0.2.1\n"
                        "  backends: [198.51.100.1]\n"
                        "  ports:\n"
                        "  - 90-80/tcp\n"
                        "  - 0/tcp\n"
                        "  - 65536\n"
                        "  - 80/sctp\n"
                        "  - 80/tpc\n"
                        "  - tcp\n"
                        "  - 80/tcp/udp\n"
                        "  - 80-/tcp\n"
                        "  - [80]\n"
                        "  -\n"
                        "  - 080\n"
                        "  - 80/tcp, 443/tcp\n"
                        "  - 0-65535\n"),
              ElementsAre("6:5: ports: the range 90-80 is reversed; expected 80-90",
                          "7:5: ports: no port has the number 0; expected 1 to 65535",
                          "8:5: ports: no port has the number 65536; expected 1 to 65535",
                          "9:5: ports: unknown protocol \"sctp\"; expected tcp or udp",
                          "10:5: ports: unknown protocol \"tpc\"; did you mean \"tcp\"?",
                          "11:5: " + expected + "\"tcp\"",                                      //
                          "12:5: ports: unknown protocol \"tcp/udp\"; expected tcp or udp",     //
                          "13:5: " + expected + "\"80-/tcp\"", "14:5: " + expected + "a list",  //
                          "15:4: " + expected + "nothing", "16:5: " + expected + "\"080\"",     //
                          "17:5: ports: unknown protocol \"tcp, 443/tcp\"; expected tcp or udp",
                          "18:5: ports: no port has the number 0; expected 1 to 65535"));
}

TEST(ConfigService, PortsMustNotBeEmpty) {
  EXPECT_THAT(
      errors_of("services:\n- {name: a, vip: 192.0.2.1, backends: [198.51.100.1], ports: []}\n"
                "- {name: b, vip: 192.0.2.1, backends: [198.51.100.1], ports: }\n"),
      ElementsAre("2:62: ports: the list is empty; expected a list such as [80/tcp, 5000-5999/udp], or any",
                  "3:62: ports: expected a list such as [80/tcp, 5000-5999/udp], or any, found nothing"));
}

TEST(ConfigBackends, AreChecked) {
  EXPECT_THAT(
      errors_of("services:\n"
                "- name: a\n"
                "  vip: 192.0.2.1\n"
                "  ports: any\n"
                "  backends:\n"
                "  - 198.51.100.1\n"
                "  - {address: 198.51.100.1, weight: 2}\n"
                "  - 198.51.100.2:80\n"
                "  - 198.51.100.0/24\n"
                "  - backend.example\n"
                "  - {address: 198.51.100.3, weight: 10001}\n"
                "  - {address: 198.51.100.4, weight: -1}\n"
                "  - {address: 198.51.100.5, weight: heavy}\n"
                "  - {weight: 3}\n"
                "  - {adress: 198.51.100.6}\n"
                "  - 127.0.0.1\n"
                "  - 224.0.0.1\n"
                "  - 0.0.0.0\n"
                "  - 255.255.255.255\n"
                "  - ff02::1\n"
                "  - fe80::1\n"
                "  - ::ffff:198.51.100.1\n"
                "  - '::5'\n"
                "  - []\n"),
      ElementsAre(
          "7:15: duplicate backend 198.51.100.1 in service \"a\"; it stands in line 6 already; a weight gives it "
          "a "
          "greater share",
          "8:5: backend: expected an IPv4 or IPv6 address, found \"198.51.100.2:80\"; leave the port out, packets "
          "keep "
          "the port that they were sent to",
          "9:5: backend: expected an IPv4 or IPv6 address, found \"198.51.100.0/24\"; leave the prefix length out",
          "10:5: backend: expected an IPv4 or IPv6 address, found \"backend.example\"",
          "11:37: weight: expected a whole number from 0 to 10000, found \"10001\"",
          "12:37: weight: expected a whole number from 0 to 10000, found \"-1\"",
          "13:37: weight: expected a whole number from 0 to 10000, found \"heavy\"",
          "14:5: missing key \"address\" in a backend; expected an IPv4 or IPv6 address",
          "15:5: missing key \"address\" in a backend; expected an IPv4 or IPv6 address",
          "15:6: unknown key \"adress\" in a backend; did you mean \"address\"?",
          "16:5: backend: 127.0.0.1 is a loopback address; expected unicast addresses",
          "17:5: backend: 224.0.0.1 is a multicast address; expected unicast addresses",
          "18:5: backend: 0.0.0.0 is an unspecified address; expected unicast addresses",
          "19:5: backend: 255.255.255.255 is a broadcast address; expected unicast addresses",
          "20:5: backend: ff02::1 is a multicast address; expected unicast addresses",
          "21:5: backend: fe80::1 is a link-local address; expected unicast addresses",
          "22:5: duplicate backend 198.51.100.1 in service \"a\"; it stands in line 7 already; a weight gives it "
          "a "
          "greater share",
          "23:5: backend: ::5 is a reserved address; expected unicast addresses",
          "24:5: expected a backend as a mapping with the keys address, weight, backup, found a list"));
}

TEST(ConfigBackends, OfL2AreOfTheVipsFamily) {
  EXPECT_THAT(
      errors_of("services:\n"
                "- {name: a, vip: 192.0.2.1, ports: any, forwarding: l2, backends: [198.51.100.1, 2001:db8::1]}\n"
                "- {name: b, vip: '2001:db8::2', ports: any, forwarding: l2, backends: [198.51.100.1]}\n"),
      ElementsAre("2:82: backend 2001:db8::1 is not IPv4 as the VIP 192.0.2.1; l2 leaves the packet as it is, "
                  "use ipip or gue",
                  "3:72: backend 198.51.100.1 is not IPv6 as the VIP 2001:db8::2; l2 leaves the packet as it "
                  "is, use ipip or gue"));
}

}  // namespace
}  // namespace shunt::config
