// SPDX-License-Identifier: Apache-2.0
// A change in the words of those who are told of it.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "health/hook/hook.h"

namespace shunt::health {

/// RFC 3339 in UTC with milliseconds: "2026-11-21T11:09:58.042Z". Of the years 0 to 9999.
std::string rfc3339(std::chrono::system_clock::time_point at);

/// What a command finds in its environment, beside PATH: names and values.
std::vector<std::pair<std::string, std::string>> environment(const Change& change);

/// An object of strings; what is not UTF-8 in them is replaced.
std::string json(const Change& change);

/// For the log: "web 198.51.100.11 up -> down".
std::string summary(const Change& change);

/// Scheme, host and port of a URL: user, password, path and query may hold secrets, and stay out of the log.
std::string without_secrets(const std::string& url);

}  // namespace shunt::health
