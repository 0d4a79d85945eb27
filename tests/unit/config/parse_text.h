// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

namespace shunt::config {

/// "LINE:COLUMN: message" of each, as a person reads them without the file name.
std::vector<std::string> lines(const std::vector<Diagnostic>& diagnostics);

std::vector<std::string> errors_of(std::string_view text);
std::vector<std::string> warnings_of(std::string_view text);

/// The configuration in `text`; a failed expectation with its errors if there is none.
model::Config valid(std::string_view text);

/// A file whose only service, "web" from line 2 on, has valid keys in lines 2 to 5 (name, vip 192.0.2.10, ports
/// [80/tcp], backends [198.51.100.1]) and `keys` from line 6 on, each indented by two.
std::string with_service_keys(std::string_view keys);

}  // namespace shunt::config
