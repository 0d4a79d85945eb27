// SPDX-License-Identifier: Apache-2.0
#include "config/draft.h"

#include <string>

namespace shunt::config {

std::string service_title(const model::Service& service, const ServicePlaces& places) {
  if (places.name) return "service \"" + service.name + "\"";
  return "a service without a valid name";
}

}  // namespace shunt::config
