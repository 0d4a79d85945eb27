// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/result.h"

namespace shunt::config {

/// Whether a PEM text (RFC 7468) holds certificates, at least one, and each of them can be read. Other blocks are
/// skipped.
core::Result<void> check_certificates(std::string_view pem);

/// Whether `key_pem` holds the private key, without a password, of the first certificate of `certificate_pem`.
core::Result<void> check_key(std::string_view certificate_pem, std::string_view key_pem);

/// Whether TLS takes them, which fit each other: not if the key is too short for OpenSSL's level of security.
core::Result<void> check_usable(std::string_view certificate_pem, std::string_view key_pem);

/// Whether the first certificate is over already.
bool is_expired(std::string_view certificate_pem);

}  // namespace shunt::config
