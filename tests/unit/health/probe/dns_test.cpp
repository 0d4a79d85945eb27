// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "health/probe/dns_message.h"
#include "unit/health/probe/backend.h"
#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::Verdict;
using model::CheckType;
using namespace std::string_literals;
using namespace std::string_view_literals;

model::Check dns_check(std::uint16_t port, const std::string& type = "A") {
  auto check = check_of(CheckType::kDns, port);
  check.dns.name = "www.example";
  check.dns.type = type;
  check.timeout = std::chrono::milliseconds(300);
  return check;
}

/// The query as an answer with a code and flags, and `count` records of these bytes.
std::string answer(std::string query, unsigned char code, int count, const std::string& records,
                   unsigned char flags = 0x80) {
  query[2] = static_cast<char>(flags);
  query[3] = static_cast<char>(code);
  query[7] = static_cast<char>(count);
  return query + records;
}

/// A record of the question's name, which is at offset 12.
std::string record(char type, const std::string& data) {
  return "\xc0\x0c\0"s + type + "\0\x01\0\0\0\x3c\0"s + static_cast<char>(data.size()) + data;
}

std::string reason_of(const std::function<std::vector<std::string>(const std::string&)>& serve,
                      const std::function<void(model::Check&)>& change = {}) {
  const UdpBackend backend(serve);
  auto check = dns_check(backend.port());
  if (change) change(check);
  return Probing().ask(check).reason;
}

const std::string kAddress = record(1, "\xc0\0\2\1"s);

TEST(DnsProbe, passes_with_a_record_of_the_type) {
  const auto serve = [](const std::string& query) { return std::vector{answer(query, 0, 1, kAddress)}; };
  EXPECT_EQ(reason_of(serve), "");
  EXPECT_EQ(reason_of(serve, [](model::Check& check) { check.dns.type = "AAAA"; }),
            "dns: NOERROR without a record of type AAAA");
}

TEST(DnsProbe, compares_the_code) {
  const auto unknown = [](const std::string& query) { return std::vector{answer(query, 3, 0, "")}; };
  EXPECT_EQ(reason_of(unknown), "dns: NXDOMAIN, expected NOERROR");
  EXPECT_EQ(reason_of(unknown, [](model::Check& check) { check.dns.code = "NXDOMAIN"; }), "");
}

TEST(DnsProbe, ignores_what_answers_another_question) {
  const auto serve = [](const std::string& query) {
    const std::string good = answer(query, 0, 1, kAddress);
    std::string other_id = answer(query, 3, 0, ""), other_name = other_id;
    other_id[0] = static_cast<char>(other_id[0] + 1);
    other_name[13] = 'x';
    return std::vector<std::string>{"", "x", other_id, other_name, query, good};
  };
  EXPECT_EQ(reason_of(serve), "");
  EXPECT_EQ(reason_of([](const std::string& query) { return std::vector{query}; }), "dns: no answer in 300 ms");
}

TEST(DnsProbe, says_that_the_answer_is_malformed) {
  EXPECT_EQ(reason_of([](const std::string& query) { return std::vector{answer(query, 0, 2, kAddress)}; }),
            "dns: the answer is malformed");
  EXPECT_EQ(reason_of([](const std::string& query) { return std::vector{answer(query, 0, 1, record(1, "xyz"))}; }),
            "dns: the answer is malformed");
}

TEST(DnsProbe, takes_a_truncated_answer) {
  EXPECT_EQ(reason_of([](const std::string& query) { return std::vector{answer(query, 0, 0, "", 0x82)}; }), "");
}

TEST(DnsProbe, searches_the_records_as_text) {
  const auto text = [](char type, const std::string& data, const std::string& name, const std::string& pattern) {
    return reason_of(
        [&](const std::string& query) { return std::vector{answer(query, 0, 1, record(type, data))}; },
        [&](model::Check& check) { check.dns.type = name, check.expect = pattern; });
  };
  const std::string host = "\x04mail\xc0\x10"s;
  EXPECT_EQ(text(1, "\xc0\0\2\1"s, "A", "^www\\.example A 192\\.0\\.2\\.1\n$"), "");
  EXPECT_EQ(text(1, "\xc0\0\2\1"s, "A", "192\\.0\\.2\\.2"), "dns: no record holds the pattern");
  EXPECT_EQ(text(28, "\x20\1\xd\xb8"s + std::string(11, '\0') + "\1", "AAAA", "AAAA 2001:db8::1$"),
            "dns: no record holds the pattern");
  EXPECT_EQ(text(28, "\x20\1\xd\xb8"s + std::string(11, '\0') + "\1", "AAAA", "AAAA 2001:db8::1\n$"), "");
  EXPECT_EQ(text(15, "\0\x0a"s + host, "MX", "MX 10 mail\\.example\n"), "");
  EXPECT_EQ(text(33, "\0\1\0\2\x1f\x90"s + host, "SRV", "SRV 1 2 8080 mail\\.example\n"), "");
  EXPECT_EQ(text(16, "\2hi\3a\"\n"s, "TXT", "TXT \"hi\" \"a\"\"\n"), "");
  EXPECT_EQ(text(6, host + "\0\0\0\0\1"s + std::string(16, '\0'), "SOA", "SOA mail\\.example \\. 1 0 0 0 0\n"),
            "");
  EXPECT_EQ(text(5, host, "CNAME", "CNAME mail\\.example\n"), "");
}

TEST(DnsProbe, is_unable_to_ask_for_no_name) {
  auto check = dns_check(53);
  check.dns.name = std::string(300, 'x');
  const auto outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  EXPECT_THAT(outcome.reason, testing::HasSubstr("is no name"));
}

}  // namespace
}  // namespace shunt::test
