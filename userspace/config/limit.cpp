// SPDX-License-Identifier: Apache-2.0
#include "config/limit.h"

#include <utility>

namespace shunt::config {

void require_limit(const Limit& limit, std::uint64_t needed, const std::string& why, const Draft& draft,
                   Findings& findings) {
  if (needed <= limit.value) return;
  const std::string key = "limits." + std::string(limit.key);
  std::string message = why + ", but " + key + " is " + std::to_string(limit.value);
  if (!limit.place) message += " (the default)";
  if (needed <= limit.max) {
    message += "; raise " + key + " to at least " + std::to_string(needed);
  } else {
    message +=
        ", and needs to be " + std::to_string(needed) + ", beyond what is possible, " + std::to_string(limit.max);
  }
  findings.error(limit.place.value_or(draft.services), std::move(message));
}

}  // namespace shunt::config
