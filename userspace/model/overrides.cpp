// SPDX-License-Identifier: Apache-2.0
#include "model/overrides.h"

namespace shunt::model {

const Override* Overrides::find(const std::string& service, const net::IpAddress& backend) const {
  const auto found = map_.find(Key{service, backend});
  return found == map_.end() ? nullptr : &found->second;
}

void Overrides::set(const std::string& service, const net::IpAddress& backend, const Override& value) {
  if (value.empty()) {
    erase(service, backend);
  } else {
    map_[Key{service, backend}] = value;
  }
}

void Overrides::erase(const std::string& service, const net::IpAddress& backend) {
  map_.erase(Key{service, backend});
}

std::string_view to_string(AdminState state) {
  switch (state) {
    case AdminState::kDraining: return "draining";
    case AdminState::kDisabled: return "disabled";
    case AdminState::kEnabled: break;
  }
  return "enabled";
}

}  // namespace shunt::model
