// SPDX-License-Identifier: Apache-2.0
#include "health/probe/tls_session.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <cerrno>

#include "health/probe/certificate.h"
#include "health/text/text.h"

namespace shunt::health {
namespace {

/// A Host header without its port and brackets.
std::string host_only(const std::string& host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.find(':') == host.rfind(':') ? host.substr(0, host.find(':')) : host;
}

}  // namespace

TlsSession::TlsSession(TlsContext context, int fd, const model::Check& check, const net::IpAddress& address)
    : context_(std::move(context)), ssl_(SSL_new(context_.get()), SSL_free) {
  if (!ssl_ || SSL_set_fd(ssl_.get(), fd) != 1) throw std::bad_alloc();
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_connect_state(ssl_.get());
  expect_name(check, address);
}

void TlsSession::expect_name(const model::Check& check, const net::IpAddress& address) {
  name_ = check.tls.server_name.empty() ? host_only(check.http.host) : check.tls.server_name;
  if (name_.empty()) name_ = address.to_string();
  const auto literal = net::IpAddress::parse(name_);
  // RFC 6066, 3: an address is no server name.
  if (!literal) SSL_set_tlsext_host_name(ssl_.get(), name_.c_str());
  if (!check.tls.verify) return;
  X509_VERIFY_PARAM* expected = SSL_get0_param(ssl_.get());
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const int set = literal ? X509_VERIFY_PARAM_set1_ip_asc(expected, literal->to_string().c_str())
                          : X509_VERIFY_PARAM_set1_host(expected, name_.c_str(), name_.size());
  if (set != 1) throw std::bad_alloc();
  SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, &TlsSession::verified);
}

/// Keeps what is wrong first: the certificate is gone when the handshake has failed.
int TlsSession::verified(int good, X509_STORE_CTX* store) {
  if (good == 1) return 1;
  const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* self = static_cast<TlsSession*>(SSL_get_app_data(ssl));
  try {
    if (self->certificate_.empty())
      self->certificate_ =
          certificate_fault(X509_STORE_CTX_get_current_cert(store), X509_STORE_CTX_get_error(store), self->name_);
  } catch (...) {
    // Out of memory within C: refused all the same, with a shorter reason.
  }
  return 0;
}

TlsSession::Step TlsSession::handshake() {
  ERR_clear_error();
  errno = 0;
  return step_of(SSL_do_handshake(ssl_.get()));
}

TlsSession::Step TlsSession::read(char* bytes, std::size_t room, std::size_t& size) {
  ERR_clear_error();
  errno = 0;
  return step_of(SSL_read_ex(ssl_.get(), bytes, room, &size));
}

TlsSession::Step TlsSession::write(std::string_view& bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    errno = 0;
    std::size_t written = 0;
    const Step step = step_of(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written));
    if (step != Step::kDone) return step;
    bytes.remove_prefix(written);
  }
  return Step::kDone;
}

TlsSession::Step TlsSession::step_of(int result) {
  const int error_number = errno;
  if (result == 1) return Step::kDone;
  switch (const int error = SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return Step::kRead;
    case SSL_ERROR_WANT_WRITE: return Step::kWrite;
    case SSL_ERROR_ZERO_RETURN:
      if (SSL_is_init_finished(ssl_.get())) return Step::kEnd;
      [[fallthrough]];
    default: failure_ = why(error, error_number); return Step::kFailed;
  }
}

Finding TlsSession::why(int error, int error_number) const {
  if (!certificate_.empty()) return {Verdict::kFailed, "TLS: " + certificate_};
  if (error == SSL_ERROR_SYSCALL && error_number != 0)
    return finding_of_errno("TLS", error_number, Teller::kNetwork);
  const unsigned long code = ERR_peek_error();
  if (error != SSL_ERROR_SSL || ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
    return {Verdict::kFailed, "TLS: connection closed within the handshake"};
  if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) return {Verdict::kUnable, "TLS: out of memory"};
  switch (ERR_GET_REASON(code)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST: return {Verdict::kFailed, "TLS: the answer is no TLS"};
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return {Verdict::kFailed, "TLS: the backend does not speak TLS 1.2 or later"};
    default: break;
  }
  const char* reason = ERR_reason_error_string(code);
  return {Verdict::kFailed, "TLS: " + printable(reason == nullptr ? "the handshake failed" : reason)};
}

}  // namespace shunt::health
