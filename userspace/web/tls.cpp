// SPDX-License-Identifier: Apache-2.0
#include "web/tls.h"

#include <boost/asio/buffer.hpp>

namespace shunt::web {
namespace {

namespace ssl = boost::asio::ssl;

/// Forward secrecy and authenticated encryption; those of TLS 1.3 are not in this list and all have both.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

core::Error unusable(const char* what, const boost::system::error_code& error) {
  return core::Error("the " + std::string(what) + " of api.tls cannot be used: " + error.message());
}

}  // namespace

core::Result<std::shared_ptr<ssl::context>> make_tls(std::string_view certificate, std::string_view key) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  ::SSL_CTX_set_cipher_list(native, kCiphers);
  ::SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  ::SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);  // tickets do, and cost us no memory
  ::SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);          // of connections that are silent
  // An encrypted key would ask the terminal.
  ::SSL_CTX_set_default_passwd_cb(native, [](char*, int, int, void*) { return -1; });
  boost::system::error_code error;
  context->use_certificate_chain(boost::asio::buffer(certificate), error);
  if (error) return unusable("certificate", error);
  context->use_private_key(boost::asio::buffer(key), ssl::context::pem, error);
  if (error) return unusable("key", error);
  return context;
}

}  // namespace shunt::web
