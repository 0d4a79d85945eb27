// SPDX-License-Identifier: Apache-2.0
#include "config/certificates.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace shunt::config {
namespace {

/// OpenSSL would ask the terminal for the password of an encrypted block.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*argument*/) { return -1; }

}  // namespace

core::Result<void> check_certificates(std::string_view pem) {
  const std::unique_ptr<BIO, int (*)(BIO*)> source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                   &BIO_free);
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
