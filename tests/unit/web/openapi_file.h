// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace shunt::test {

/// docs/openapi.yaml, all scalars as strings; null if it cannot be read.
nlohmann::json openapi_file();

}  // namespace shunt::test
