// SPDX-License-Identifier: Apache-2.0
// Any bytes as the state file: no crash, all of it or a line that says why not, and what was read is written and
// read alike.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "control/override_json.h"
#include "model/config.h"

namespace {

void require(bool condition, const char* promise) {
  if (condition) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

void check_reason(const std::string& reason) {
  require(!reason.empty() && reason.size() <= 200, "a reason has at most 200 bytes");
  require(std::ranges::all_of(reason, [](char c) { return c >= ' ' && c <= '~'; }), "a reason is printable");
}

void check_override(const shunt::model::Overrides::Key& key, const shunt::model::Override& value) {
  using shunt::model::AdminState;
  require(!key.service.empty(), "an override names a service");
  require(!value.empty(), "an override says something");
  require(!value.state || value.state == AdminState::kDraining || value.state == AdminState::kDisabled,
          "a state is one that is kept");
  require(!value.until || value.state == AdminState::kDraining, "a deadline is that of a drain");
  require(!value.until || value.until->time_since_epoch().count() >= 0, "a deadline is not before 1970");
  require(value.weight.value_or(0) <= shunt::model::kMaxWeight, "a weight is in bounds");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = shunt::control::overrides_from_json({reinterpret_cast<const char*>(data), size});
  if (!read) {
    check_reason(read.error().message());
    return 0;
  }
  for (const auto& [key, value] : *read) check_override(key, value);
  const auto written = shunt::control::overrides_to_json(*read);
  require(written.has_value(), "what was read can be written");
  const auto again = shunt::control::overrides_from_json(*written);
  require(again && *again == *read, "what was written is read alike");
  return 0;
}
