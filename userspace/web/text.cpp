// SPDX-License-Identifier: Apache-2.0
#include "web/text.h"

#include <array>
#include <cstdio>

#include "config/ports.h"

namespace shunt::web {
namespace {

using std::chrono::milliseconds;

/// The value among `all` whose text is `text`.
template <typename Value, std::size_t kCount>
std::optional<Value> named(std::string_view text, const std::array<Value, kCount>& all) {
  for (const Value value : all)
    if (to_text(value) == text) return value;
  return std::nullopt;
}

}  // namespace

std::string to_text(control::WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<milliseconds>(time - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ldZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<long>(clock.hours().count()), static_cast<long>(clock.minutes().count()),
                static_cast<long>(clock.seconds().count()), static_cast<long>(clock.subseconds().count()));
  return text.data();
}

std::string to_text(const net::IpAddress& address) { return address.to_string(); }
std::string to_text(const net::IpPrefix& prefix) { return prefix.to_string(); }
std::string to_text(const model::PortRange& ports) { return model::to_string(ports); }
std::string_view to_text(model::AttachMode mode) { return model::to_string(mode); }
std::string_view to_text(model::Forwarding forwarding) { return model::to_string(forwarding); }
std::string_view to_text(model::Scheduler scheduler) { return model::to_string(scheduler); }
std::string_view to_text(model::AdminState state) { return model::to_string(state); }
std::string_view to_text(control::BackendState state) { return control::to_string(state); }
std::string_view to_text(control::Verdict verdict) { return control::to_string(verdict); }
std::string_view to_text(model::LogLevel level) { return model::to_string(level); }
std::string_view to_text(model::LogFormat format) { return model::to_string(format); }
std::string_view to_text(model::LogTo to) { return model::to_string(to); }
std::string_view to_text(control::FlowState state) { return control::to_string(state); }
std::string_view to_text(net::Protocol protocol) { return net::to_string(protocol); }

template <>
std::optional<control::WallTime> from_text(std::string_view text) {
  const std::string copy(text);
  int year = 0, length = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0;
  const int read = std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u.%3uZ%n", &year, &month, &day, &hour, &minute,
                               &second, &millisecond, &length);
  const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  if (read != 7 || static_cast<std::size_t>(length) != copy.size() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + milliseconds(millisecond);
}

template <>
std::optional<net::IpAddress> from_text(std::string_view text) {
  return net::IpAddress::parse(text);
}

template <>
std::optional<net::IpPrefix> from_text(std::string_view text) {
  return net::IpPrefix::parse(text);
}

template <>
std::optional<model::PortRange> from_text(std::string_view text) {
  const auto ports = config::parse_ports(text);
  return ports ? std::optional(*ports) : std::nullopt;
}

template <>
std::optional<model::AttachMode> from_text(std::string_view text) {
  return named(text, model::kAttachModes);
}

template <>
std::optional<model::Forwarding> from_text(std::string_view text) {
  return named(text, model::kForwardings);
}

template <>
std::optional<model::Scheduler> from_text(std::string_view text) {
  return named(text, model::kSchedulers);
}

template <>
std::optional<model::AdminState> from_text(std::string_view text) {
  return named(text, model::kAdminStates);
}

template <>
std::optional<control::BackendState> from_text(std::string_view text) {
  using enum control::BackendState;
  return named(text,
               std::array{kReady, kUnresolved, kIdle, kDraining, kDisabled, kDown, kStandby, kRemoved, kPending});
}

template <>
std::optional<control::Verdict> from_text(std::string_view text) {
  using enum control::Verdict;
  return named(text, std::array{kDrop, kPass});
}

template <>
std::optional<model::LogLevel> from_text(std::string_view text) {
  return named(text, model::kLogLevels);
}

template <>
std::optional<model::LogFormat> from_text(std::string_view text) {
  return named(text, model::kLogFormats);
}

template <>
std::optional<model::LogTo> from_text(std::string_view text) {
  return named(text, model::kLogTos);
}

template <>
std::optional<control::FlowState> from_text(std::string_view text) {
  using enum control::FlowState;
  return named(text, std::array{kUnconfirmed, kEstablished, kClosing, kUdp});
}

template <>
std::optional<net::Protocol> from_text(std::string_view text) {
  return named(text, std::array{net::Protocol::kTcp, net::Protocol::kUdp});
}

}  // namespace shunt::web
