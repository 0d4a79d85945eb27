// SPDX-License-Identifier: Apache-2.0
#include "control/listing.h"

namespace shunt::control {

void Listing::add(std::string_view who, std::string_view reason) {
  if (++count_ > kNamed) return;
  if (!named_.empty()) named_ += ", ";
  named_ += who;
  if (!reason.empty()) named_.append(" (").append(reason).append(")");
}

std::string Listing::text() const {
  return count_ > kNamed ? named_ + " and " + std::to_string(count_ - kNamed) + " more" : named_;
}

}  // namespace shunt::control
