// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "config/read_check.h"
#include "config/scalars.h"
#include "config/times.h"

namespace shunt::config {
namespace {

using std::chrono::milliseconds;

struct Interval {
  milliseconds value;
  bool is_default;
  bool is_known;  ///< no error
};

Interval read_interval(const CheckFields& fields, milliseconds otherwise, Findings& findings) {
  const auto node = fields["interval"];
  if (!node) return {otherwise, true, true};
  const auto time = read_milliseconds(*node, "interval", {model::kMinInterval, model::kMaxInterval}, findings);
  return {time.value_or(otherwise), false, time.has_value()};
}

/// A time that the interval bounds.
milliseconds read_part(const CheckFields& fields, std::string_view key, milliseconds min, const Interval& interval,
                       milliseconds otherwise, Findings& findings) {
  const auto node = fields[key];
  if (!node) return otherwise;
  const auto time = read_milliseconds(*node, key, {min, model::kMaxInterval}, findings);
  if (!time || !interval.is_known) return otherwise;
  if (*time <= interval.value) return *time;
  findings.error(node->place(), std::string(key) + ": " + to_text(*time) + " is longer than the interval, " +
                                    to_text(interval.value) + (interval.is_default ? " (the default)" : "") +
                                    "; expected at most that");
  return otherwise;
}

void take_count(const CheckFields& fields, std::string_view key, std::uint32_t& value, Findings& findings) {
  const auto node = fields[key];
  if (!node) return;
  value =
      static_cast<std::uint32_t>(read_number(*node, key, {1, model::kMaxRiseAndFall}, findings).value_or(value));
}

}  // namespace

void read_pace(const CheckFields& fields, model::Check& check, Findings& findings) {
  using namespace std::chrono_literals;
  const auto interval = read_interval(fields, check.interval, findings);
  check.interval = interval.value;
  check.timeout = read_part(fields, "timeout", model::kMinTimeout, interval,
                            std::min<milliseconds>(1s, interval.value), findings);
  const auto quarter = std::max(interval.value / 4, model::kMinInterval);
  check.fast_interval = read_part(fields, "fast_interval", model::kMinInterval, interval,
                                  std::min(quarter, interval.value), findings);
  take_count(fields, "rise", check.rise, findings);
  take_count(fields, "fall", check.fall, findings);
}

}  // namespace shunt::config
