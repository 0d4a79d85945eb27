// SPDX-License-Identifier: Apache-2.0
#include "web/security.h"

#include "core/trusted_file.h"
#include "web/digest.h"
#include "web/tls.h"

namespace shunt::web {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{4} << 20;

}  // namespace

core::Result<Security> read_security(const model::Api& api) {
  Security security;
  std::string texts;
  if (!api.users_file.empty()) {
    const auto text = core::read_secret_file(api.users_file, kMaxBytes);
    if (!text) return text.error().within(api.users_file);
    auto users = config::parse_users(*text);
    if (!users) return users.error().within(api.users_file);
    security.users = *std::move(users);
    texts = *text;
  }
  if (api.tls) {
    const auto certificate = core::read_regular_file(api.tls->certificate, kMaxBytes);
    if (!certificate) return certificate.error().within(api.tls->certificate);
    const auto key = core::read_secret_file(api.tls->key, kMaxBytes);
    if (!key) return key.error().within(api.tls->key);
    auto tls = make_tls(*certificate, *key);
    if (!tls) return tls.error();
    security.tls = *std::move(tls);
    texts += *certificate + *key;
  }
  security.digest = sha256_hex(texts + (api.tls ? "t" : "p"));
  return security;
}

}  // namespace shunt::web
