// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "config/read_check.h"
#include "config/scalars.h"
#include "config/spelling.h"

namespace shunt::config {
namespace {

constexpr std::array<std::string_view, 9> kRecords{"A", "AAAA", "NS", "SOA", "MX", "TXT", "SRV", "CNAME", "PTR"};
constexpr std::array<std::string_view, 4> kCodes{"NOERROR", "NXDOMAIN", "REFUSED", "SERVFAIL"};

template <std::size_t kCount>
void take_word(const CheckFields& fields, std::string_view key, const std::array<std::string_view, kCount>& words,
               std::string& value, Findings& findings) {
  const auto node = fields[key];
  if (!node) return;
  if (const auto index = read_word(*node, key, words, findings)) value = words[*index];
}

}  // namespace

void read_dns_question(const CheckFields& fields, model::DnsQuestion& question, Findings& findings) {
  if (fields.type() != model::CheckType::kDns) return;
  constexpr std::string_view kExpected = "a domain name to ask for";
  if (const auto name = fields["name"]) {
    if (const auto text = read_text(*name, "name", kExpected, findings)) {
      question.name = *text;
      if (const auto fault = dns_name_fault(*text))
        findings.error(name->place(), "name: " + in_quotes(*text) + " " + *fault);
    }
  } else {
    findings.error(fields.node().place(),
                   "missing key \"name\" in a check of type dns; expected " + std::string(kExpected));
  }
  take_word(fields, "record", kRecords, question.type, findings);
  take_word(fields, "code", kCodes, question.code, findings);
}

}  // namespace shunt::config
