// SPDX-License-Identifier: Apache-2.0
// Words of health checks that are right elsewhere: in HAProxy's and keepalived's files, or at another place of
// ours.
#pragma once

#include <string>
#include <string_view>

namespace shunt::config {

/// How a message about an unknown key goes on, as "HAProxy's inter is interval here"; empty if the key is no known
/// word of others. Case, and dashes or underscores between the parts of a word, do not matter.
std::string check_key_hint(std::string_view key);

/// The same for the value of `type`.
std::string check_type_hint(std::string_view type);

/// The same for a key of a service; also for one that belongs into its check.
std::string service_key_hint(std::string_view key);

/// The same for a key of a backend.
std::string backend_key_hint(std::string_view key);

/// The same for the value of `verify`.
std::string verify_hint(std::string_view value);

}  // namespace shunt::config
