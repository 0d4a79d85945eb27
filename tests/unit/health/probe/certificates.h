// SPDX-License-Identifier: Apache-2.0
// Certificates for tests, made when they are needed, and a server that shows them.
#pragma once

#include <openssl/ssl.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "unit/health/probe/backend.h"

namespace shunt::test {

struct Identity {
  std::shared_ptr<X509> certificate;
  std::shared_ptr<EVP_PKEY> key;
};

struct Wish {
  std::string names = "DNS:a.example";  ///< subjectAltName
  long valid_from = -86400;             ///< seconds from now
  long valid_until = 86400;
};

/// An authority that signs what is wished.
class Authority {
 public:
  Authority();
  [[nodiscard]] Identity issue(const Wish& wish) const;
  [[nodiscard]] Identity self_signed(const Wish& wish) const;
  [[nodiscard]] const std::string& file() const { return file_; }  ///< its own certificate, PEM
  ~Authority();

 private:
  Identity own_;
  std::string file_;
};

/// Serves HTTP within TLS. `answer` gets the server name that was asked for.
std::unique_ptr<Backend> tls_backend(Identity identity, std::function<std::string(std::string)> answer,
                                     const std::string& address = "127.0.0.1", int max_version = 0);

}  // namespace shunt::test
