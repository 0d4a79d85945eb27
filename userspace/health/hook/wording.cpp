// SPDX-License-Identifier: Apache-2.0
#include "health/hook/wording.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace shunt::health {

std::string rfc3339(std::chrono::system_clock::time_point at) {
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(at);
  const auto day = std::chrono::floor<std::chrono::days>(milliseconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(milliseconds - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::vector<std::pair<std::string, std::string>> environment(const Change& change) {
  return {
      {"SHUNT_SERVICE", change.service}, {"SHUNT_BACKEND", change.backend}, {"SHUNT_FROM", change.from},
      {"SHUNT_TO", change.to},           {"SHUNT_REASON", change.reason},   {"SHUNT_TIME", rfc3339(change.at)},
  };
}

std::string json(const Change& change) {
  const nlohmann::ordered_json object{
      {"service", change.service}, {"backend", change.backend}, {"from", change.from},
      {"to", change.to},           {"reason", change.reason},   {"time", rfc3339(change.at)},
  };
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string summary(const Change& change) {
  return fmt::format("{} {} {} -> {}", change.service, change.backend, change.from, change.to);
}

std::string without_secrets(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return "a URL";
  const auto begin = scheme + 3;
  auto authority = url.substr(begin, url.find_first_of("/?#\\", begin) - begin);
  if (const auto at = authority.rfind('@'); at != std::string::npos) authority.erase(0, at + 1);
  return url.substr(0, begin) + authority;
}

}  // namespace shunt::health
