// SPDX-License-Identifier: Apache-2.0
#include "health/probe/dns_message.h"

#include <arpa/nameser.h>

#include <algorithm>
#include <array>

#include "health/probe/dns_record.h"
#include "health/text/text.h"

namespace shunt::health {
namespace {

constexpr std::size_t kHeader = NS_HFIXEDSZ;

void append_16(std::string& bytes, unsigned value) {
  bytes += static_cast<char>(value >> 8 & 0xff);
  bytes += static_cast<char>(value & 0xff);
}

std::string code_text(int code) {
  constexpr std::array<const char*, 6> kCodes{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
  const auto index = static_cast<std::size_t>(code);
  return index < kCodes.size() ? kCodes[index] : "code " + std::to_string(code);
}

Finding failed(std::string reason) { return {Verdict::kFailed, std::move(reason)}; }

Finding malformed() { return failed("dns: the answer is malformed"); }

char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

/// Whether a datagram answers the query: id, being an answer, and the question. Servers may leave the question out
/// of an answer with an error.
bool answers(std::string_view query, std::string_view datagram, const ns_msg& message) {
  if (ns_msg_getflag(message, ns_f_qr) == 0 || ns_msg_getflag(message, ns_f_opcode) != ns_o_query) return false;
  if (ns_msg_count(message, ns_s_qd) == 0) return ns_msg_getflag(message, ns_f_rcode) != ns_r_noerror;
  if (ns_msg_count(message, ns_s_qd) != 1 || datagram.size() < query.size()) return false;
  const auto question = query.substr(kHeader);
  return std::equal(question.begin(), question.end(), datagram.begin() + kHeader,
                    [](char a, char b) { return lower(a) == lower(b); });
}

/// The records of the answer, one a line. Nothing: malformed.
std::optional<std::string> records_text(ns_msg& message, ns_type type, bool& any) {
  constexpr std::size_t kMaxText = 65536;
  std::string text;
  const int count = ns_msg_count(message, ns_s_an);
  for (int i = 0; i < count; ++i) {
    ns_rr record;
    if (ns_parserr(&message, ns_s_an, i, &record) != 0) return std::nullopt;
    const auto line = dns_record_text(message, record);
    if (!line) return std::nullopt;
    any = any || ns_rr_type(record) == type;
    if (text.size() < kMaxText) text += *line + "\n";
  }
  return text;
}

}  // namespace

core::Result<std::string> dns_query(const model::DnsQuestion& question, std::uint16_t id) {
  const auto type = dns_type(question.type);
  if (!type) return core::Error("dns: '" + printable(question.type) + "' is no type of record");
  std::array<unsigned char, NS_MAXCDNAME> name{};
  if (ns_name_pton(question.name.c_str(), name.data(), name.size()) < 0)
    return core::Error("dns: '" + printable(question.name) + "' is no name");
  std::string bytes;
  append_16(bytes, id);
  append_16(bytes, 0x0100);  // recursion desired
  append_16(bytes, 1);       // one question, no records
  bytes.append(6, '\0');
  std::size_t size = 0;
  while (name[size] != 0) size += 1U + name[size];
  bytes.append(reinterpret_cast<const char*>(name.data()), size + 1);
  append_16(bytes, *type);
  append_16(bytes, ns_c_in);
  return bytes;
}

std::optional<Finding> judge_dns(const model::DnsQuestion& question, std::string_view query,
                                 std::string_view datagram, const Pattern& expect) {
  if (datagram.size() < kHeader || datagram.substr(0, 2) != query.substr(0, 2)) return std::nullopt;
  ns_msg message;
  if (ns_initparse(reinterpret_cast<const unsigned char*>(datagram.data()), static_cast<int>(datagram.size()),
                   &message) != 0)
    return malformed();
  if (!answers(query, datagram, message)) return std::nullopt;
  const std::string code = code_text(ns_msg_getflag(message, ns_f_rcode));
  if (code != question.code) return failed("dns: " + code + ", expected " + question.code);
  bool any = false;
  const auto records = records_text(message, dns_type(question.type).value_or(ns_t_invalid), any);
  if (!records) return malformed();
  const bool cut = ns_msg_getflag(message, ns_f_tc) != 0;
  if (question.code == "NOERROR" && !any && !cut)
    return failed("dns: NOERROR without a record of type " + question.type);
  if (expect && !holds(*expect, *records)) return failed("dns: no record holds the pattern");
  return Finding{};
}

}  // namespace shunt::health
