// SPDX-License-Identifier: Apache-2.0
// Any bytes as what strangers send before anybody knows them: an Authorization field, a Host, a path,
// Accept-Encoding and If-None-Match. No crash, and what is taken is within its bounds.
#include <cstdint>
#include <string_view>

#include "config/users.h"
#include "require.h"
#include "web/asset_answer.h"
#include "web/authorization.h"
#include "web/host.h"
#include "web/route_match.h"
#include "web/routes.h"
#include "web/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shunt::web;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Credentials credentials = parse_authorization(text);
  if (const auto* found = std::get_if<NameAndPassword>(&credentials)) {
    require(found->password.size() <= kMaxPassword, "a password fits into crypt(3)");
    require(found->name.find(':') == std::string::npos, "a name has no colon");
    require((found->name + found->password).find('\0') == std::string::npos, "no text ends early");
  }
  if (const auto* token = std::get_if<Token>(&credentials))
    require(!token->text.empty() && token->text.size() <= kMaxPassword, "a token is bounded");
  is_loopback_host(text);
  accepts_gzip(text);
  names_etag(text, "\"a\"");
  const auto [path, query] = split_target(text);
  for (const Route& route : routes()) {
    if (const auto parameters = match_path(route.pattern, path)) {
      for (const auto parameter : *parameters)
        require(parameter.size() <= path.size(), "a parameter is of the path");
    }
  }
  if (const auto users = shunt::config::parse_users(text)) {
    for (const auto& user : *users) require(shunt::config::is_user_name(user.name), "a user has a name");
  }
  return 0;
}
