// SPDX-License-Identifier: Apache-2.0
#include "core/result.h"

#include <system_error>

namespace shunt::core {

Error Error::from_errno(std::string_view what, int error_number) {
  return Error(std::string(what) + ": " + std::generic_category().message(error_number));
}

Error Error::within(std::string_view context) const { return Error(std::string(context) + ": " + message_); }

}  // namespace shunt::core
