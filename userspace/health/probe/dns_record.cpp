// SPDX-License-Identifier: Apache-2.0
#include "health/probe/dns_record.h"

#include <arpa/inet.h>

#include <array>
#include <utility>

#include "health/text/text.h"

namespace shunt::health {
namespace {

constexpr std::array<std::pair<std::string_view, ns_type>, 9> kTypes{{{"A", ns_t_a},
                                                                      {"AAAA", ns_t_aaaa},
                                                                      {"NS", ns_t_ns},
                                                                      {"SOA", ns_t_soa},
                                                                      {"MX", ns_t_mx},
                                                                      {"TXT", ns_t_txt},
                                                                      {"SRV", ns_t_srv},
                                                                      {"CNAME", ns_t_cname},
                                                                      {"PTR", ns_t_ptr}}};

std::string type_text(int type) {
  for (const auto& [name, number] : kTypes)
    if (number == type) return std::string(name);
  return "TYPE" + std::to_string(type);
}

/// Reads a record's data from its front; ok() is false once something was not there.
class Data {
 public:
  Data(const ns_msg& message, const ns_rr& record)
      : message_(message), at_(ns_rr_rdata(record)), end_(at_ + ns_rr_rdlen(record)) {}

  std::string number(int bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | (at_ < end_ ? *at_++ : lack());
    return std::to_string(value);
  }

  std::string name() {
    char text[NS_MAXDNAME];
    const int size = ns_name_uncompress(ns_msg_base(message_), ns_msg_end(message_), at_, text, sizeof text);
    if (size < 0 || size > end_ - at_) return lack(), "";
    at_ += size;
    return printable(text, sizeof text);
  }

  std::string address(int family, int bytes) {
    char text[INET6_ADDRSTRLEN] = "";
    if (end_ - at_ != bytes) return lack(), "";
    ::inet_ntop(family, at_, text, sizeof text);
    return text;
  }

  /// TXT: each string in quotes.
  std::string strings() {
    std::string text;
    while (at_ < end_) {
      const std::ptrdiff_t size = *at_++;
      if (size > end_ - at_) return lack(), "";
      text += (text.empty() ? "\"" : " \"") +
              printable({reinterpret_cast<const char*>(at_), static_cast<std::size_t>(size)}, 255) + "\"";
      at_ += size;
    }
    return text;
  }

  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::uint8_t lack() {
    ok_ = false;
    return 0;
  }

  const ns_msg& message_;
  const unsigned char* at_;
  const unsigned char* end_;
  bool ok_ = true;
};

std::string data_text(Data& data, int type) {
  std::string text;
  switch (type) {
    case ns_t_a: return data.address(AF_INET, 4);
    case ns_t_aaaa: return data.address(AF_INET6, 16);
    case ns_t_ns:
    case ns_t_cname:
    case ns_t_ptr: return data.name();
    case ns_t_txt: return data.strings();
    case ns_t_mx: text = data.number(2); return text + " " + data.name();
    case ns_t_srv:
      for (int i = 0; i < 3; ++i) text += data.number(2) + " ";
      return text + data.name();
    case ns_t_soa:
      text = data.name();
      text += " " + data.name();
      for (int i = 0; i < 5; ++i) text += " " + data.number(4);
      return text;
    default: return "";  // asked for none of them: only its name and type are shown
  }
}

}  // namespace

std::optional<ns_type> dns_type(std::string_view name) {
  for (const auto& [known, number] : kTypes)
    if (known == name) return number;
  return std::nullopt;
}

std::optional<std::string> dns_record_text(const ns_msg& message, const ns_rr& record) {
  Data data(message, record);
  const std::string text = data_text(data, ns_rr_type(record));
  if (!data.ok()) return std::nullopt;
  return printable(ns_rr_name(record), NS_MAXDNAME) + " " + type_text(ns_rr_type(record)) + " " + text;
}

}  // namespace shunt::health
