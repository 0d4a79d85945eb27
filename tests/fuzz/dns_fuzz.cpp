// SPDX-License-Identifier: Apache-2.0
// Any bytes as the answer to a DNS question. Each is also judged with its first bytes made to fit the query, as
// blind mutation rarely does.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "health/probe/dns_message.h"

namespace {

using namespace shunt;

void judge(const model::DnsQuestion& question, const std::string& query, const std::string& datagram) {
  static const auto pattern = std::make_shared<const re2::RE2>("192\\.0", re2::RE2::Latin1);
  for (const health::Pattern& expect : {health::Pattern(), health::Pattern(pattern)}) {
    const auto finding = health::judge_dns(question, query, datagram, expect);
    if (finding && (finding->reason.size() > 200 || (finding->verdict == health::Verdict::kUnable))) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static constexpr const char* kTypes[]{"A", "AAAA", "NS", "SOA", "MX", "TXT", "SRV", "CNAME", "PTR"};
  const model::DnsQuestion question{.name = "www.example", .type = kTypes[data[0] % std::size(kTypes)]};
  const std::string query = health::dns_query(question, 0x1234).value();
  std::string datagram(reinterpret_cast<const char*>(data + 1), size - 1);
  judge(question, query, datagram);
  if (datagram.size() < query.size()) return 0;
  std::copy_n(query.begin(), 2, datagram.begin());
  datagram[2] = static_cast<char>(datagram[2] | 0x80);
  datagram[3] = static_cast<char>(datagram[3] & 0xf0);
  datagram[4] = 0, datagram[5] = 1;
  std::copy(query.begin() + 12, query.end(), datagram.begin() + 12);
  judge(question, query, datagram);
  return 0;
}
