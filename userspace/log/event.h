// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "log/events.h"
#include "model/log.h"

namespace shunt::log {

#define SHUNT_ENUMERATOR(name, id, level, meaning, remedy) name,
enum class Event : std::uint8_t { SHUNT_EVENTS(SHUNT_ENUMERATOR) };
#undef SHUNT_ENUMERATOR

/// A row of the catalogue; text for people but for `id`.
struct EventInfo {
  std::string_view id;
  model::LogLevel level;
  std::string_view meaning;
  std::string_view remedy;
};

const EventInfo& info_of(Event event);

/// All, in the order of the catalogue.
std::span<const EventInfo> all_events();

/// 128 bits, 32 hexadecimal digits: the journal's MESSAGE_ID of an event, the same in every version (FNV-1a of
/// "shunt:" and its id).
struct MessageId {
  char text[33];
};
MessageId message_id(std::string_view id);

}  // namespace shunt::log
