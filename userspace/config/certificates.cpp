// SPDX-License-Identifier: Apache-2.0
#include "config/certificates.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace shunt::config {
namespace {

/// OpenSSL would ask the terminal for the password of an encrypted block.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*argument*/) { return -1; }

using Source = std::unique_ptr<BIO, int (*)(BIO*)>;
using Certificate = std::unique_ptr<X509, void (*)(X509*)>;
using PrivateKey = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

Source source_of(std::string_view pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

Certificate first_certificate(std::string_view pem) {
  const auto source = source_of(pem);
  return {source ? PEM_read_bio_X509(source.get(), nullptr, &no_password, nullptr) : nullptr, &X509_free};
}

PrivateKey private_key(std::string_view pem) {
  const auto source = source_of(pem);
  return {source ? PEM_read_bio_PrivateKey(source.get(), nullptr, &no_password, nullptr) : nullptr,
          &EVP_PKEY_free};
}

}  // namespace

core::Result<void> check_key(std::string_view certificate_pem, std::string_view key_pem) {
  const auto certificate = first_certificate(certificate_pem);
  const auto key = private_key(key_pem);
  const bool fits = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!key)
    return core::Error("holds no private key in PEM (-----BEGIN PRIVATE KEY-----), or one with a password");
  if (certificate && !fits) return core::Error("is not the key of the certificate");
  return {};
}

core::Result<void> check_usable(std::string_view certificate_pem, std::string_view key_pem) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  const auto certificate = first_certificate(certificate_pem);
  const auto key = private_key(key_pem);
  const bool usable = context && certificate && key &&
                      SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
                      SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1;
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  if (usable) return {};
  return core::Error("cannot be used for TLS" + (reason != nullptr ? ": " + std::string(reason) : ""));
}

bool is_expired(std::string_view certificate_pem) {
  const auto certificate = first_certificate(certificate_pem);
  ERR_clear_error();
  return certificate && X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0;
}

core::Result<void> check_certificates(std::string_view pem) {
  const Source source = source_of(pem);
  if (!source) return core::Error("cannot be read: out of memory");
  ERR_clear_error();
  std::size_t count = 0;
  while (X509* certificate = PEM_read_bio_X509(source.get(), nullptr, &no_password, nullptr)) {
    X509_free(certificate);
    ++count;
  }
  const auto error = ERR_peek_last_error();
  ERR_clear_error();
  const bool at_end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (!at_end) {
    const char* reason = ERR_reason_error_string(error);
    return core::Error("its certificate " + std::to_string(count + 1) + " cannot be read" +
                       (reason != nullptr ? ": " + std::string(reason) : ""));
  }
  if (count == 0) return core::Error("holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  return {};
}

}  // namespace shunt::config
