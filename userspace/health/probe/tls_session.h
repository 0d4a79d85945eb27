// SPDX-License-Identifier: Apache-2.0
// One TLS connection over a socket that does not block.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "health/probe/cause.h"
#include "health/probe/tls_context.h"
#include "model/health.h"
#include "net/address.h"

namespace shunt::health {

class TlsSession {
 public:
  /// @param fd stays the caller's
  TlsSession(TlsContext context, int fd, const model::Check& check, const net::IpAddress& address);

  enum class Step : std::uint8_t { kDone, kRead, kWrite, kEnd, kFailed };  ///< kRead, kWrite: wait for it
  Step handshake();
  /// kDone: `size` bytes.
  Step read(char* bytes, std::size_t room, std::size_t& size);
  Step write(std::string_view& bytes);

  /// Behind kFailed.
  [[nodiscard]] Finding failure() const { return failure_; }

 private:
  void expect_name(const model::Check& check, const net::IpAddress& address);
  Step step_of(int result);
  [[nodiscard]] Finding why(int error, int error_number) const;
  static int verified(int good, X509_STORE_CTX* store);

  TlsContext context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  std::string name_;         ///< that the certificate has to have
  std::string certificate_;  ///< what is wrong with it
  Finding failure_;
};

}  // namespace shunt::health
