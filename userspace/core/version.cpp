// SPDX-License-Identifier: Apache-2.0
#include "core/version.h"

namespace shunt::core {

std::string_view version() { return SHUNT_VERSION; }

}  // namespace shunt::core
