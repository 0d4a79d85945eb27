// SPDX-License-Identifier: Apache-2.0
// Health checks that are valid: every key, every default.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using model::CheckType;
using model::CheckVia;
using model::FullSize;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using namespace std::chrono_literals;

/// The checks of a service with TCP port 8080 and UDP port 53, and a range before each.
std::vector<model::Check> checks(const std::string& health) {
  const auto config = valid(
      "services:\n- name: a\n  vip: 192.0.2.1\n  ports: [1-9, 53/udp, 8080/tcp, 54]\n  backends: 198.51.100.1\n"
      "  health: " +
      health + "\n");
  return config.services.empty() ? std::vector<model::Check>{} : config.services[0].health.checks;
}

model::Check check(const std::string& health) {
  const auto all = checks(health);
  EXPECT_THAT(all, SizeIs(1)) << health;
  return all.empty() ? model::Check{} : all[0];
}

TEST(ConfigHealth, IsNothingUnlessTheFileAsksForIt) {
  EXPECT_EQ(valid(with_service_keys("")).services.at(0).health, model::Health{});
}

TEST(ConfigHealth, IsACheckOrAListOfThem) {
  EXPECT_THAT(checks("{type: tcp}"), SizeIs(1));
  const auto all = checks("[{type: tcp}, {type: icmp}, {type: tcp}]");
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[1].type, CheckType::kIcmp);
  EXPECT_THAT(
      checks("[{type: tcp}, {type: udp}, {type: icmp}, {type: tcp}, {type: tcp}, {type: tcp}, {type: tcp}, "
             "{type: tcp}]"),
      SizeIs(model::kMaxChecks));
}

TEST(ConfigHealth, OfTcpHasTheModelsDefaultsAndTheServicesPort) {
  model::Check expected;
  expected.port = 8080;
  EXPECT_EQ(check("{type: tcp}"), expected);
}

TEST(ConfigHealth, TakesTheFirstSinglePortOfItsProtocol) {
  EXPECT_EQ(check("{type: http}").port, 8080);
  EXPECT_EQ(check("{type: https}").port, 8080);
  EXPECT_EQ(check("{type: udp}").port, 53);
  EXPECT_EQ(check("{type: dns, name: example.com}").port, 53);
  EXPECT_EQ(check("{type: icmp}").port, 0);
  for (const std::string type : {"tcp", "http", "https", "udp", "dns, name: a", "agent"}) {
    EXPECT_EQ(check("{type: " + type + ", port: 1}").port, 1) << type;
    EXPECT_EQ(check("{type: " + type + ", port: 65535}").port, 65535) << type;
  }
  const auto both = valid(
      "services:\n- {name: a, vip: 192.0.2.1, ports: [any, 54], backends: 198.51.100.1, health: [{type: tcp}, "
      "{type: udp}]}\n");
  EXPECT_EQ(both.services.at(0).health.checks.at(0).port, 54);
  EXPECT_EQ(both.services.at(0).health.checks.at(1).port, 54);
}

TEST(ConfigHealth, GoesByTheDataplaneUnlessItIsAScriptOrAnAgent) {
  for (const std::string type : {"tcp", "http", "https", "udp", "dns, name: a", "icmp"}) {
    EXPECT_EQ(check("{type: " + type + "}").via, CheckVia::kDataplane) << type;
    EXPECT_EQ(check("{type: " + type + "}").full_size, FullSize::kWarn) << type;
    EXPECT_EQ(check("{type: " + type + ", via: direct}").via, CheckVia::kDirect) << type;
    EXPECT_EQ(check("{type: " + type + ", via: direct}").full_size, FullSize::kOff) << type;
  }
  EXPECT_EQ(check("{type: agent, port: 1}").via, CheckVia::kDirect);
  EXPECT_EQ(check("{type: agent, port: 1}").full_size, FullSize::kOff);
  EXPECT_EQ(check("{type: agent, port: 1, via: dataplane}").via, CheckVia::kDataplane);
  EXPECT_EQ(check("{type: agent, port: 1, via: dataplane}").full_size, FullSize::kWarn);
}

TEST(ConfigHealth, FullSizeIsOffWarnOrDown) {
  EXPECT_EQ(check("{type: tcp, full_size: off}").full_size, FullSize::kOff);
  EXPECT_EQ(check("{type: tcp, full_size: warn}").full_size, FullSize::kWarn);
  EXPECT_EQ(check("{type: tcp, full_size: down, via: dataplane}").full_size, FullSize::kDown);
  EXPECT_EQ(check("{type: tcp, full_size: off, via: direct}").full_size, FullSize::kOff);
}

TEST(ConfigHealth, TimesFollowTheInterval) {
  const auto pace = [](const std::string& keys) {
    const auto read = check("{type: tcp" + keys + "}");
    return std::vector{read.interval, read.timeout, read.fast_interval};
  };
  EXPECT_THAT(pace(""), ElementsAre(2s, 1s, 500ms));
  EXPECT_THAT(pace(", interval: 100ms"), ElementsAre(100ms, 100ms, 100ms));
  EXPECT_THAT(pace(", interval: 399ms"), ElementsAre(399ms, 399ms, 100ms));
  EXPECT_THAT(pace(", interval: 1m"), ElementsAre(1min, 1s, 15s));
  EXPECT_THAT(pace(", interval: 1h"), ElementsAre(1h, 1s, 15min));
  EXPECT_THAT(pace(", timeout: 10ms"), ElementsAre(2s, 10ms, 500ms));
  EXPECT_THAT(pace(", timeout: 2000ms, fast_interval: 2s"), ElementsAre(2s, 2s, 2s));
  EXPECT_THAT(pace(", fast_interval: 100ms"), ElementsAre(2s, 1s, 100ms));
  EXPECT_THAT(pace(", timeout: 1h, fast_interval: 60m, interval: 3600s"), ElementsAre(1h, 1h, 1h));
}

TEST(ConfigHealth, CountsAndTheBeginning) {
  const auto read = check("{type: tcp, rise: 1, fall: 100, initial: down}");
  EXPECT_EQ(read.rise, 1U);
  EXPECT_EQ(read.fall, 100U);
  EXPECT_EQ(read.initial, model::InitialHealth::kDown);
  EXPECT_EQ(check("{type: tcp, initial: up}").initial, model::InitialHealth::kUp);
  EXPECT_EQ(check("{type: tcp, initial: check}").initial, model::InitialHealth::kCheck);
}

TEST(ConfigHealth, SendsAndExpectsBytes) {
  for (const std::string type : {"tcp", "udp"}) {
    const auto read = check("{type: " + type + R"(, send: "PING\r\n\0", expect: '^\+PO[N]G'})");
    EXPECT_EQ(read.send, std::string("PING\r\n\0", 7));
    EXPECT_EQ(read.expect, "^\\+PO[N]G");
  }
  EXPECT_EQ(check("{type: agent, port: 1, send: state}").send, "state");
  EXPECT_EQ(check("{type: udp, send: {hex: fF00 2a}, expect: '\\xff'}").send, std::string("\xff\0*", 3));
  EXPECT_THAT(check("{type: udp, send: {hex: " + std::string(8192, 'f') + "}}").send, SizeIs(4096));
  const std::string longest(4096, 'a');
  EXPECT_EQ(check("{type: tcp, send: " + longest + ", expect: " + longest + "}").send, longest);
  EXPECT_EQ(check("{type: tcp, send: '', expect: ''}").expect, "");
  EXPECT_EQ(check("{type: tcp, expect: \"\\xff\"}").expect, "\xc3\xbf");  // as bytes: its UTF-8
}

TEST(ConfigHealth, OfHttpHasARequest) {
  for (const std::string type : {"http", "https"}) {
    EXPECT_EQ(check("{type: " + type + "}").http, model::HttpRequest{});
    const auto read = check("{type: " + type +
                            ", method: HEAD, path: '/a?b=c&d', host: 'www.example.com:8080', headers: "
                            "{X-B: 'two words', Authorization: 'Bearer a', X-Empty: ''}, status: [200, 300-399]}");
    EXPECT_EQ(read.http.method, "HEAD");
    EXPECT_EQ(read.http.path, "/a?b=c&d");
    EXPECT_EQ(read.http.host, "www.example.com:8080");
    EXPECT_THAT(read.http.headers,
                ElementsAre(Pair("X-B", "two words"), Pair("Authorization", "Bearer a"), Pair("X-Empty", "")));
    EXPECT_THAT(read.http.statuses, ElementsAre(model::StatusRange{200, 200}, model::StatusRange{300, 399}));
  }
  EXPECT_THAT(check("{type: http, status: 204}").http.statuses, ElementsAre(model::StatusRange{204, 204}));
  EXPECT_THAT(check("{type: http, status: 100-599}").http.statuses, ElementsAre(model::StatusRange{100, 599}));
  EXPECT_EQ(check("{type: http, host: '[2001:db8::1]:80'}").http.host, "[2001:db8::1]:80");
  EXPECT_EQ(check("{type: http, expect: 'status.*ok'}").expect, "status.*ok");
}

TEST(ConfigHealth, OfHttpsHasTls) {
  EXPECT_EQ(check("{type: https}").tls, model::TlsOptions{});
  EXPECT_EQ(check("{type: https, verify: true}").tls, model::TlsOptions{});
  const auto read = check("{type: https, verify: false, server_name: www.example.com}");
  EXPECT_FALSE(read.tls.verify);
  EXPECT_EQ(read.tls.server_name, "www.example.com");
}

TEST(ConfigHealth, OfDnsHasAQuestion) {
  const auto read = check("{type: dns, name: example.com}");
  EXPECT_EQ(read.dns, (model::DnsQuestion{"example.com", "A", "NOERROR"}));
  for (const std::string record : {"A", "AAAA", "NS", "SOA", "MX", "TXT", "SRV", "CNAME", "PTR"})
    EXPECT_EQ(check("{type: dns, name: a, record: " + record + "}").dns.type, record);
  for (const std::string code : {"NOERROR", "NXDOMAIN", "REFUSED", "SERVFAIL"})
    EXPECT_EQ(check("{type: dns, name: a, code: " + code + "}").dns.code, code);
  for (const std::string name : {".", "com.", "_sip._tcp.example.com", "0/25.2.0.192.in-addr.arpa"})
    EXPECT_EQ(check("{type: dns, name: " + name + "}").dns.name, name);
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  EXPECT_EQ(check("{type: dns, name: " + longest + "}").dns.name, longest);
}

TEST(ConfigFailover, WordsAndNumbers) {
  const auto read = [](const std::string& keys) {
    return valid(
               "services:\n- {name: a, vip: 192.0.2.1, ports: 80, backends: [198.51.100.1, 198.51.100.2, "
               "198.51.100.3, {address: 198.51.100.4, backup: true}], health: {type: icmp}, " +
               keys + "}\n")
        .services.at(0)
        .health;
  };
  EXPECT_EQ(read("fail: open").fail, model::FailPolicy::kOpen);
  EXPECT_EQ(read("fail: closed").fail, model::FailPolicy::kClosed);
  EXPECT_EQ(read("fail: backup").fail, model::FailPolicy::kBackup);
  EXPECT_EQ(read("passive: off").passive, model::Passive::kOff);
  EXPECT_EQ(read("passive: warn").passive, model::Passive::kWarn);
  EXPECT_EQ(read("passive: down").passive, model::Passive::kDown);
  EXPECT_EQ(read("fail: open").quorum, (model::Quorum{1, 0}));
  EXPECT_EQ(read("quorum: 3").quorum, (model::Quorum{3, 0}));
  EXPECT_EQ(read("quorum: 1, quorum_hysteresis: 2").quorum, (model::Quorum{1, 2}));
  EXPECT_EQ(read("quorum_hysteresis: 0").quorum, (model::Quorum{1, 0}));
}

TEST(ConfigFailover, AllBackupsCountAsIfNoneWas) {
  const auto config = valid(
      "services:\n- {name: a, vip: 192.0.2.1, ports: 80, backends: [{address: 198.51.100.1, backup: true}, "
      "{address: 198.51.100.2, backup: true}], health: {type: icmp}, quorum: 2}\n");
  EXPECT_EQ(config.services.at(0).health.quorum.backends, 2U);
}

TEST(ConfigProbes, HaveASourceAndPorts) {
  const auto read = [](const std::string& text) { return valid("probes: " + text + "\nservices: []\n").probes; };
  EXPECT_EQ(valid("services: []\n").probes, model::Probes{});
  EXPECT_EQ(read("{}"), model::Probes{});
  EXPECT_THAT(read("{source: 192.0.2.200}").source, ElementsAre(*net::IpAddress::parse("192.0.2.200")));
  EXPECT_THAT(read("{source: ['2001:db8::1', 192.0.2.200]}").source,
              ElementsAre(*net::IpAddress::parse("2001:db8::1"), *net::IpAddress::parse("192.0.2.200")));
  EXPECT_THAT(read("{source: []}").source, IsEmpty());
  EXPECT_EQ(read("{ports: 1024-1087}"), (model::Probes{{}, 1024, 1087}));
  EXPECT_EQ(read("{ports: 61000-65535}"), model::Probes{});
}

TEST(ConfigOnChange, PostsToAUrl) {
  const auto read = [](const std::string& text) {
    return valid("on_change: " + text + "\nservices: []\n").on_change;
  };
  EXPECT_TRUE(valid("services: []\n").on_change.empty());
  EXPECT_EQ(read("{post: 'http://hook.example'}"), (model::ChangeHook{{}, "http://hook.example", 5s}));
  for (const std::string url : {"https://hook.example:8443/a?b=c", "http://192.0.2.1/",
                                "http://[2001:db8::1]:80/x", "http://hook.example/a@b", "http://localhost?x"})
    EXPECT_EQ(read("{post: '" + url + "'}").post, url);
  EXPECT_EQ(read("{post: 'http://a', timeout: 100ms}").timeout, 100ms);
  EXPECT_EQ(read("{post: 'http://a', timeout: 1m}").timeout, 1min);
  const std::string longest = "http://a/" + std::string(2039, 'b');
  EXPECT_EQ(read("{post: '" + longest + "'}").post, longest);
}

}  // namespace
}  // namespace shunt::config
