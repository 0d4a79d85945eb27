// SPDX-License-Identifier: Apache-2.0
#include "health/probe/tls_context.h"

#include <openssl/err.h>

#include <boost/asio/post.hpp>
#include <cstdlib>

#include "health/text/text.h"

namespace shunt::health {
namespace {

std::string reason_of_openssl() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return core::Error::from_errno("system", ERR_GET_REASON(code)).message().substr(8);
  const char* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "unknown error" : reason;
}

/// Files, not OpenSSL's folder of hashed names: it would be read during handshakes.
bool load_system_authorities(SSL_CTX* context) {
  if (const char* named = std::getenv(X509_get_default_cert_file_env()))
    return SSL_CTX_load_verify_file(context, named) == 1;
  for (const char* file :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", X509_get_default_cert_file()})
    if (SSL_CTX_load_verify_file(context, file) == 1) return true;
  return false;
}

}  // namespace

core::Result<TlsContext> load_tls_context(bool verify, const std::string& ca_file) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!context) return core::Error("TLS: " + reason_of_openssl());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Servers that close without close_notify are common; HTTP says itself where it ends.
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (!verify) return context;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (ca_file.empty()) {
    if (!load_system_authorities(context.get()))
      return core::Error("TLS: the system has no file of authorities; name one with ca_file");
  } else if (SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) != 1) {
    return core::Error("TLS: cannot read the authorities in " + printable(ca_file) + ": " + reason_of_openssl());
  }
  ERR_clear_error();
  return context;
}

TlsContexts::TlsContexts(boost::asio::io_context& loop) : loop_(loop), entries_(std::make_shared<Entries>()) {}

TlsContexts::~TlsContexts() {
  if (reader_) reader_->join();
}

void TlsContexts::get(const model::TlsOptions& options, OnContext on_context) {
  const Key key{options.verify, options.verify ? options.ca_file : ""};
  Entry& entry = (*entries_)[key];
  const auto age = std::chrono::steady_clock::now() - entry.read_at;
  const bool failed = entry.context && !*entry.context;
  if (!entry.reading && (!entry.context || (failed ? age > kRetry : age > kRefresh))) read(key, entry);
  if (entry.context) return on_context(*entry.context);
  entry.waiting.push_back(std::move(on_context));
}

void TlsContexts::read(const Key& key, Entry& entry) {
  if (!reader_) reader_.emplace(1);
  entry.reading = true;
  boost::asio::post(*reader_, [key, weak = std::weak_ptr(entries_), &loop = loop_] {
    auto context = load_tls_context(key.first, key.second);
    boost::asio::post(loop, [key, weak, context = std::move(context)]() mutable {
      if (const auto entries = weak.lock()) arrived(*entries, key, std::move(context));
    });
  });
}

void TlsContexts::arrived(Entries& entries, const Key& key, core::Result<TlsContext> context) {
  Entry& entry = entries[key];
  entry.reading = false;
  entry.read_at = std::chrono::steady_clock::now();
  // A file that is being replaced just now leaves the authorities that were good.
  if (context || !entry.context || !*entry.context) entry.context = std::move(context);
  const auto now = *entry.context;
  const auto waiting = std::exchange(entry.waiting, {});
  for (const OnContext& on_context : waiting) on_context(now);
}

}  // namespace shunt::health
