// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace shunt::web {

/// SHA-256 in 64 hexadecimal digits.
std::string sha256_hex(std::string_view text);

/// HMAC-SHA-256, 32 bytes.
std::string keyed_digest(std::string_view key, std::string_view text);

/// Random bytes fit for a key. Throws std::runtime_error if the system has none.
std::string random_bytes(std::size_t count);

/// In a time that does not depend on where they differ.
bool same_secret(std::string_view left, std::string_view right);

}  // namespace shunt::web
