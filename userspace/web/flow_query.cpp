// SPDX-License-Identifier: Apache-2.0
#include "web/flow_query.h"

#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "web/target.h"
#include "web/text.h"

namespace shunt::web {
namespace {

using control::FlowCounting;
using control::FlowOrder;
using control::FlowQuestion;

constexpr std::array<std::pair<std::string_view, FlowOrder>, 5> kOrders{{{"idle", FlowOrder::kIdle},
                                                                         {"client", FlowOrder::kClient},
                                                                         {"backend", FlowOrder::kBackend},
                                                                         {"service", FlowOrder::kService},
                                                                         {"slot", FlowOrder::kSlot}}};

template <typename Number>
bool read_number(std::string_view text, Number least, Number most, Number& number) {
  Number read = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error != std::errc{} || end != text.data() + text.size() || read < least || read > most) return false;
  number = read;
  return true;
}

bool read_prefix(const std::string& text, FlowQuestion& question) {
  question.client = net::IpPrefix::parse(text);
  return question.client && !question.client->has_host_bits();
}

bool read_idle(std::string_view text, FlowQuestion& question) {
  std::uint32_t seconds = 0;
  if (!read_number<std::uint32_t>(text, 0, 0x7fffffff, seconds)) return false;
  question.idle_over = std::chrono::seconds(seconds);
  return true;
}

struct Parameter {
  std::string_view name;
  std::string_view expected;
  bool (*read)(const std::string& text, FlowQuestion& question);
};

constexpr std::array kParameters{
    Parameter{"service", "the name of a service",
              [](const std::string& text, FlowQuestion& question) {
                question.service = text;
                return !text.empty();
              }},
    Parameter{"backend", "an address",
              [](const std::string& text, FlowQuestion& question) {
                question.backend = net::IpAddress::parse(text);
                return question.backend.has_value();
              }},
    Parameter{"client", "an address or a prefix without host bits", read_prefix},
    Parameter{"proto", "tcp or udp",
              [](const std::string& text, FlowQuestion& question) {
                question.protocol = from_text<net::Protocol>(text);
                return question.protocol.has_value();
              }},
    Parameter{"idle_over", "whole seconds",
              [](const std::string& text, FlowQuestion& question) { return read_idle(text, question); }},
    Parameter{"limit", "a whole number from 1 to 2000",
              [](const std::string& text, FlowQuestion& question) {
                return read_number<std::uint32_t>(text, 1, control::kMaxFlowRows, question.limit);
              }},
    Parameter{"count", "backend, client, or client/LENGTH with a length of 1 to 128",
              [](const std::string& text, FlowQuestion& question) { return read_counting(text, question); }},
    Parameter{"sort", "idle, client, backend, service or slot",
              [](const std::string& text, FlowQuestion& question) {
                const auto order = flow_order(text);
                question.sort = order.value_or(FlowOrder::kNone);
                return order.has_value();
              }},
    Parameter{"from", "a whole number: `next` of an answer", [](const std::string& text, FlowQuestion& question) {
                return read_number<std::uint64_t>(text, 0, std::uint64_t{1} << 40, question.from.emplace());
              }}};

core::Result<void> read_parameter(std::string_view text, FlowQuestion& question, std::set<std::string_view>& met) {
  const auto equals = text.find('=');
  const auto name = text.substr(0, equals);
  for (const auto& parameter : kParameters) {
    if (parameter.name != name) continue;
    if (!met.insert(parameter.name).second) return core::Error(std::string(name) + " is given twice");
    const auto value = equals == std::string_view::npos ? std::nullopt : percent_decoded(text.substr(equals + 1));
    if (!value || !parameter.read(*value, question))
      return core::Error(std::string(name) + ": expected " + std::string(parameter.expected));
    return {};
  }
  return core::Error(
      "unknown query; expected service, backend, client, proto, idle_over, limit, count, sort or from");
}

// What is written here needs no escape but for names of services.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || c == ':' || c == '/';
    if (plain) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace

bool read_counting(std::string_view text, FlowQuestion& question) {
  constexpr std::string_view kClient = "client";
  if (text == "backend") {
    question.count = FlowCounting::kBackend;
    return true;
  }
  if (!text.starts_with(kClient)) return false;
  question.count = FlowCounting::kClient;
  text.remove_prefix(kClient.size());
  if (text.empty()) {
    question.client_length = 128;
    return true;
  }
  return text.front() == '/' && read_number(text.substr(1), 1, 128, question.client_length);
}

std::optional<FlowOrder> flow_order(std::string_view text) {
  for (const auto& [word, order] : kOrders)
    if (word == text) return order;
  return std::nullopt;
}

core::Result<FlowQuestion> flow_question(std::string_view query) {
  FlowQuestion question;
  std::set<std::string_view> met;
  while (!query.empty()) {
    const auto end = query.find('&');
    if (const auto read = read_parameter(query.substr(0, end), question, met); !read) return read.error();
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
  const bool counts = question.count != FlowCounting::kNone;
  const bool sorts = question.sort != FlowOrder::kNone;
  if (question.from && (counts || sorts)) return core::Error("from goes with neither count nor sort");
  if (counts && sorts) return core::Error("sort does not go with count: most flows come first");
  return question;
}

std::string to_query(const FlowQuestion& question) {
  std::string query;
  const auto add = [&](std::string_view name, std::string_view value) {
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + percent_encoded(value);
  };
  if (!question.service.empty()) add("service", question.service);
  if (question.backend) add("backend", question.backend->to_string());
  if (question.client) add("client", question.client->to_string());
  if (question.protocol) add("proto", to_text(*question.protocol));
  if (question.idle_over) add("idle_over", std::to_string(question.idle_over->count()));
  if (question.limit != control::kFlowRows) add("limit", std::to_string(question.limit));
  if (question.count == FlowCounting::kBackend) add("count", "backend");
  if (question.count == FlowCounting::kClient) add("count", "client/" + std::to_string(question.client_length));
  for (const auto& [word, order] : kOrders)
    if (order == question.sort) add("sort", word);
  if (question.from) add("from", std::to_string(*question.from));
  return query;
}

}  // namespace shunt::web
