// SPDX-License-Identifier: Apache-2.0
#include "log/event.h"

#include <array>
#include <cstdio>

namespace shunt::log {
namespace {

using enum model::LogLevel;

#define SHUNT_ROW(name, id, level, meaning, remedy) EventInfo{id, level, meaning, remedy},
constexpr std::array kEvents{SHUNT_EVENTS(SHUNT_ROW)};
#undef SHUNT_ROW

constexpr std::uint64_t fnv(std::string_view text, std::uint64_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace

const EventInfo& info_of(Event event) { return kEvents[static_cast<std::size_t>(event)]; }

std::span<const EventInfo> all_events() { return kEvents; }

MessageId message_id(std::string_view id) {
  const auto high = fnv(id, fnv("shunt:", 0xcbf29ce484222325U));
  const auto low = fnv(id, fnv("event:", high));
  MessageId made{};
  std::snprintf(made.text, sizeof made.text, "%016llx%016llx", static_cast<unsigned long long>(high),
                static_cast<unsigned long long>(low));
  return made;
}

}  // namespace shunt::log
