// SPDX-License-Identifier: Apache-2.0
// What people write who come from HAProxy or keepalived, or who put a key of a check elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The error of an unknown key in a check; in line 6, column 23.
std::vector<std::string> errors_of_check_key(const std::string& key) {
  return errors_of(with_service_keys("  health: {type: tcp, " + key + ": 1}\n"));
}

TEST(ConfigHints, NameTheKeyOfACheckThatHaproxyCallsOtherwise) {
  EXPECT_THAT(errors_of_check_key("inter"), ElementsAre("6:23: unknown key \"inter\" in a health check; HAProxy's "
                                                        "inter is interval here"));
  const std::vector<std::pair<std::string, std::string>> words{
      {"fastinter", "HAProxy's fastinter is fast_interval here"},
      {"downinter", "HAProxy's downinter has no key here: who is down is asked every interval"},
      {"httpchk", "HAProxy's httpchk is type: http here, with method, path and host"},
      {"option httpchk", "HAProxy's option httpchk is type: http here, with method, path and host"},
      {"option tcp-check", "HAProxy's option tcp-check is type: tcp here, with send and expect"},
      {"uri", "HAProxy's uri is path here"},
      {"http-check send", "HAProxy's http-check send is method, path, host and headers here"},
      {"http-check expect", "HAProxy's http-check expect is status here for statuses, expect for the body"},
      {"rstring", "HAProxy's rstring is expect here"},
      {"check-ssl", "HAProxy's check-ssl is type: https here"},
      {"check-sni", "HAProxy's check-sni is server_name here"},
      {"verify none", "HAProxy's verify none is verify: false here, with type: https"},
      {"agent-check", "HAProxy's agent-check is type: agent here, a check of its own beside others"},
      {"agent-port", "HAProxy's agent-port is port here, in a check of type: agent"},
      {"agent-inter", "HAProxy's agent-inter is interval here, in a check of type: agent"},
      {"agent-send", "HAProxy's agent-send is send here, in a check of type: agent"},
      {"external-check", "HAProxy's external-check is type: script here, with command"},
      {"timeout check", "HAProxy's timeout check is timeout here"},
      {"addr",
       "HAProxy's addr has no key here: a check asks the VIP at the backend, with via: direct the backend"},
  };
  for (const auto& [key, hint] : words)
    EXPECT_THAT(errors_of_check_key(key),
                ElementsAre("6:23: unknown key \"" + key + "\" in a health check; " + hint));
}

TEST(ConfigHints, NameTheKeyOfACheckThatKeepalivedCallsOtherwise) {
  const std::vector<std::pair<std::string, std::string>> words{
      {"TCP_CHECK", "keepalived's TCP_CHECK is type: tcp here"},
      {"HTTP_GET", "keepalived's HTTP_GET is type: http here"},
      {"SSL_GET", "keepalived's SSL_GET is type: https here"},
      {"DNS_CHECK", "keepalived's DNS_CHECK is type: dns here"},
      {"UDP_CHECK", "keepalived's UDP_CHECK is type: udp here"},
      {"PING_CHECK", "keepalived's PING_CHECK is type: icmp here"},
      {"MISC_CHECK", "keepalived's MISC_CHECK is type: script here"},
      {"misc_path", "keepalived's misc_path is command here, in a check of type: script"},
      {"delay_loop", "keepalived's delay_loop is interval here"},
      {"connect_timeout", "keepalived's connect_timeout is timeout here, which bounds the whole check"},
      {"connect_port", "keepalived's connect_port is port here"},
      {"retry", "keepalived's retry is fall here, which counts the first failure too: retry 3 is fall: 4"},
      {"delay_before_retry", "keepalived's delay_before_retry is fast_interval here"},
      {"status_code", "keepalived's status_code is status here"},
      {"virtualhost", "keepalived's virtualhost is host here"},
      {"alpha", "keepalived's alpha is initial: down here"},
  };
  for (const auto& [key, hint] : words)
    EXPECT_THAT(errors_of_check_key(key),
                ElementsAre("6:23: unknown key \"" + key + "\" in a health check; " + hint));
}

TEST(ConfigHints, AreForWordsInThePlaceOfACheckToo) {
  EXPECT_THAT(
      errors_of(with_service_keys("  health: option httpchk\n")),
      ElementsAre("6:11: health: expected a check such as {type: http, path: /health}, or a list of them, "
                  "found \"option httpchk\"; HAProxy's option httpchk is type: http here, with method, path "
                  "and host"));
  EXPECT_THAT(errors_of(with_service_keys("  health: [TCP_CHECK]\n")),
              ElementsAre(HasSubstr(", found \"TCP_CHECK\"; keepalived's TCP_CHECK is type: tcp here")));
}

TEST(ConfigHints, MindNeitherCaseNorDashes) {
  EXPECT_THAT(errors_of_check_key("tcp-check"), ElementsAre(HasSubstr("HAProxy's tcp-check is type: tcp here")));
  EXPECT_THAT(errors_of_check_key("Http_Get"),
              ElementsAre(HasSubstr("; keepalived's HTTP_GET is type: http here")));
  EXPECT_THAT(errors_of_check_key("agent_port"), ElementsAre(HasSubstr("; HAProxy's agent-port is port here")));
}

TEST(ConfigHints, LeaveSlipsToTheSpelling) {
  EXPECT_THAT(errors_of_check_key("Interval"), ElementsAre(HasSubstr("; did you mean \"interval\"?")));
  EXPECT_THAT(errors_of_check_key("intervall"), ElementsAre(HasSubstr("; did you mean \"interval\"?")));
  EXPECT_THAT(errors_of_check_key("CA-file"), ElementsAre(HasSubstr("; did you mean \"ca_file\"?")));
}

TEST(ConfigHints, NameTheTypeThatOthersCallOtherwise) {
  const auto error = [](const std::string& type) {
    return errors_of(with_service_keys("  health: {type: " + type + "}\n"));
  };
  EXPECT_THAT(error("httpchk"),
              ElementsAre("6:18: unknown type \"httpchk\"; HAProxy's httpchk is type: http here, "
                          "with method, path and host"));
  EXPECT_THAT(error("TCP_CHECK"), ElementsAre("6:18: unknown type \"TCP_CHECK\"; keepalived's TCP_CHECK is type: "
                                              "tcp here"));
  EXPECT_THAT(error("agent-check"), ElementsAre(HasSubstr("; HAProxy's agent-check is type: agent here")));
  EXPECT_THAT(error("ping"), ElementsAre("6:18: unknown type \"ping\"; expected tcp, http, https, udp, dns, icmp, "
                                         "script or agent"));
  EXPECT_THAT(error("inter"), ElementsAre(HasSubstr("; expected tcp, http")));  // no type anywhere
}

TEST(ConfigHints, SayThatWordsAreInLowerCase) {
  EXPECT_THAT(errors_of(with_service_keys("  health: {type: HTTP}\n")),
              ElementsAre("6:18: unknown type \"HTTP\"; write it in lower case: http"));
  EXPECT_THAT(errors_of(with_service_keys("  scheduler: Maglev\n")),
              ElementsAre("6:14: unknown scheduler \"Maglev\"; write it in lower case: maglev"));
  EXPECT_THAT(errors_of(with_service_keys("  health: {type: dns, port: 53, name: a, record: aaaa}\n")),
              ElementsAre("6:50: unknown record \"aaaa\"; write it in upper case: AAAA"));
}

TEST(ConfigHints, SayHowVerifyIsSaid) {
  const auto error = [](const std::string& value) {
    return errors_of(with_service_keys("  health: {type: https, verify: " + value + "}\n"));
  };
  EXPECT_THAT(error("none"), ElementsAre("6:33: verify: expected true or false, found \"none\"; HAProxy's verify "
                                         "none is verify: false here"));
  EXPECT_THAT(error("required"), ElementsAre("6:33: verify: expected true or false, found \"required\"; HAProxy's "
                                             "verify required is verify: true here"));
  EXPECT_THAT(error("yes"), ElementsAre("6:33: verify: expected true or false, found \"yes\""));
}

TEST(ConfigHints, SayThatAKeyBelongsIntoTheCheck) {
  for (const std::string key : {"interval", "timeout", "fast_interval", "rise", "fall", "initial", "full_size",
                                "via", "type", "expect", "path", "status", "verify", "command"}) {
    const std::string belongs = "it belongs into the check: health: {type: ..., " + key + ": ...}";
    EXPECT_THAT(errors_of(with_service_keys("  " + key + ": 3\n")),
                ElementsAre("6:3: unknown key \"" + key + "\" in a service; " + belongs));
    EXPECT_THAT(errors_of("services:\n- {name: a, vip: 192.0.2.1, ports: 80, backends: [\n  {address: "
                          "198.51.100.1, " +
                          key + ": 3}]}\n"),
                ElementsAre("3:27: unknown key \"" + key + "\" in a backend; " + belongs + " of the service"));
  }
}

TEST(ConfigHints, NameKeysOfOthersOutsideTheCheck) {
  const auto service = [](const std::string& key) { return errors_of(with_service_keys("  " + key + ": 3\n")); };
  EXPECT_THAT(service("inter"), ElementsAre("6:3: unknown key \"inter\" in a service; HAProxy's inter is interval "
                                            "here, in health: {type: ...}"));
  EXPECT_THAT(service("delay_loop"),
              ElementsAre(HasSubstr("; keepalived's delay_loop is interval here, in health: ")));
  EXPECT_THAT(service("option httpchk"),
              ElementsAre(HasSubstr("; HAProxy's option httpchk is type: http here, ")));
  EXPECT_THAT(service("check"), ElementsAre(HasSubstr("; HAProxy's check is health here")));
  EXPECT_THAT(service("lb_algo"), ElementsAre(HasSubstr("; keepalived's lb_algo is scheduler here")));
  EXPECT_THAT(service("balance"), ElementsAre(HasSubstr("; HAProxy's balance is scheduler here")));
  EXPECT_THAT(service("real_server"), ElementsAre(HasSubstr("; keepalived's real_server is backends here")));
  EXPECT_THAT(service("hysteresis"),
              ElementsAre(HasSubstr("; keepalived's hysteresis is quorum_hysteresis here")));
  EXPECT_THAT(service("sorry_server"),
              ElementsAre(HasSubstr("; keepalived's sorry_server is a backend with backup: true here")));
  EXPECT_THAT(service("port"), ElementsAre(HasSubstr("; did you mean \"ports\"?")));
  const auto backend = [](const std::string& key) {
    return errors_of("services:\n- {name: a, vip: 192.0.2.1, ports: 80, backends: [{address: 198.51.100.1, " +
                     key + ": 3}]}\n");
  };
  EXPECT_THAT(backend("inter"),
              ElementsAre(HasSubstr("; HAProxy's inter is interval here, in health: {type: ...} of the service")));
  EXPECT_THAT(backend("check"), ElementsAre(HasSubstr("; HAProxy's check is health here, of the service")));
  EXPECT_THAT(backend("port"),
              ElementsAre(HasSubstr("; a packet keeps the port that it was sent to; the port of a "
                                    "check belongs into health: {type: ..., port: ...} of the "
                                    "service")));
  EXPECT_THAT(backend("HTTP_GET"),
              ElementsAre(HasSubstr("; keepalived's HTTP_GET is type: http here, in health: ")));
}

TEST(ConfigHints, SayThatTimesHaveNoSpace) {
  const auto error = [](const std::string& time) {
    return errors_of(with_service_keys("  health: {type: tcp, interval: " + time + "}\n"));
  };
  const std::string begin = "6:33: interval: expected a time such as 500ms, 2s or 1m, found ";
  EXPECT_THAT(error("2 s"), ElementsAre(begin + "\"2 s\"; write 2s, without the space"));
  EXPECT_THAT(error("500  ms"), ElementsAre(begin + "\"500  ms\"; write 500ms, without the space"));
  EXPECT_THAT(error("'2 '"), ElementsAre(begin + "\"2 \"; the unit is missing: ms, s, m or h"));
  EXPECT_THAT(error("2 x"), ElementsAre(begin + "\"2 x\"; expected the unit ms, s, m or h"));
  EXPECT_THAT(error("2S"), ElementsAre(begin + "\"2S\"; expected the unit ms, s, m or h"));
}

TEST(ConfigHints, SayThatACommandWithArgumentsIsAList) {
  const auto error = [](const std::string& command) {
    return errors_of(with_service_keys("  health: {type: script, command: " + command + "}\n"));
  };
  const std::string begin = "6:35: command: \"/bin/no-such -l\": does not exist; ";
  EXPECT_THAT(error("/bin/no-such -l"),
              ElementsAre(begin + "a command with arguments is a list: [/bin/no-such, -l]"));
  EXPECT_THAT(error("/bin/no-such  -l   a"),
              ElementsAre(HasSubstr("; a command with arguments is a list: [/bin/no-such, -l, a]")));
  EXPECT_THAT(error("'/bin/no-such -x [a]'"),
              ElementsAre(HasSubstr("; a command with arguments is a list: [/bin/no-such, ARGUMENT, ...]")));
  EXPECT_THAT(error("/bin/no-such"), ElementsAre("6:35: command: \"/bin/no-such\": does not exist"));
}

}  // namespace
}  // namespace shunt::config
