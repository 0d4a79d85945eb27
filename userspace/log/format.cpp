// SPDX-License-Identifier: Apache-2.0
#include "log/format.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "log/escape.h"

namespace shunt::log {
namespace {

using model::LogLevel;

std::string time_of(const Entry& entry) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(entry.at);
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(entry.at - whole).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(whole)),
                     rest);
}

int priority_of(LogLevel level) {
  switch (level) {
    case LogLevel::kError: return 3;
    case LogLevel::kWarning: return 4;
    case LogLevel::kInfo: return 6;
    case LogLevel::kDebug: break;
  }
  return 7;
}

std::string coloured(LogLevel level, bool colour) {
  const auto word = model::to_string(level);
  if (!colour) return std::string(word);
  const int code = level == LogLevel::kError     ? 31
                   : level == LogLevel::kWarning ? 33
                   : level == LogLevel::kInfo    ? 32
                                                 : 36;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, word);
}

/// "backend_down web 198.51.100.12: HTTP 503", and each text has at most so many bytes.
std::string sentence(const Entry& entry, std::size_t bytes) {
  std::string text(info_of(entry.event).id);
  for (const auto* part : {&entry.of.service, &entry.of.backend, &entry.of.interface})
    if (!part->empty()) text += " " + printable(cut(*part, bytes));
  return entry.message.empty() ? text : text + ": " + printable(cut(entry.message, bytes));
}

/// What `form` makes of shorter and shorter texts, until it fits.
template <typename Form>
std::string fitting(Form form) {
  for (std::size_t bytes = kMaxLine;; bytes /= 2) {
    std::string made = form(bytes);
    if (made.size() <= kMaxLine || bytes == 0) return made;
  }
}

/// Calls `add` with the name and text of each field that is not empty.
template <typename Add>
void each_field(const Entry& entry, std::size_t bytes, Add add) {
  const auto given = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) add(name, cut(text, bytes));
  };
  given("service", entry.of.service);
  given("backend", entry.of.backend);
  given("interface", entry.of.interface);
  for (const auto& [name, text] : entry.facts) given(name, text);
}

std::string upper(std::string_view name) {
  std::string text(name);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

std::string text_line(const Entry& entry, bool colour) {
  return fitting([&](std::size_t bytes) {
    return fmt::format("{} {} {}\n", time_of(entry), coloured(info_of(entry.event).level, colour),
                       sentence(entry, bytes));
  });
}

std::string json_line(const Entry& entry) {
  const auto& info = info_of(entry.event);
  return fitting([&](std::size_t bytes) {
    auto line = fmt::format(R"({{"at":"{}","level":"{}","event":"{}")", time_of(entry),
                            model::to_string(info.level), info.id);
    each_field(entry, bytes, [&](std::string_view name, const std::string& text) {
      line += fmt::format(R"(,"{}":{})", name, json_string(text));
    });
    return line + R"(,"message":)" + json_string(cut(entry.message, bytes)) + "}\n";
  });
}

std::string priority_line(const Entry& entry) {
  return fitting([&](std::size_t bytes) {
    return fmt::format("<{}>{}\n", priority_of(info_of(entry.event).level), sentence(entry, bytes));
  });
}

// No value has a newline, so that the simple form of the protocol does.
std::string journal_message(const Entry& entry) {
  const auto& info = info_of(entry.event);
  return fitting([&](std::size_t bytes) {
    auto message = fmt::format("MESSAGE={}\nMESSAGE_ID={}\nPRIORITY={}\nSYSLOG_IDENTIFIER=shunt\nSHUNT_EVENT={}\n",
                               sentence(entry, bytes), message_id(info.id).text, priority_of(info.level), info.id);
    each_field(entry, bytes, [&](std::string_view name, const std::string& text) {
      message += fmt::format("SHUNT_{}={}\n", upper(name), printable(text));
    });
    return message;
  });
}

}  // namespace shunt::log
