// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/result.h"

namespace shunt::config {

/// Whether a PEM text (RFC 7468) holds certificates, at least one, and each of them can be read. Other blocks are
/// skipped.
core::Result<void> check_certificates(std::string_view pem);

}  // namespace shunt::config
