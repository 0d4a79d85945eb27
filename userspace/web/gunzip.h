// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shunt::web {

/// Plain bytes of a gzip file (RFC 1952) without optional header fields, as `gzip -n` makes it. Nothing: it is
/// none. For what is part of the program: the size is not bounded, the checksum not looked at.
std::optional<std::string> gunzip(std::string_view bytes);

}  // namespace shunt::web
