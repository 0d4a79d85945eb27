// SPDX-License-Identifier: Apache-2.0
#include "web/connection.h"

#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace shunt::web {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using metrics::ApiClosing;
using metrics::ApiRefusal;

constexpr std::uint32_t kMaxHeaderBytes = 8 * 1024;
constexpr std::size_t kMaxBufferBytes = kMaxHeaderBytes + kMaxBodyBytes;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

struct Refused {
  ApiRefusal reason;
  Response response;
};

/// What a request that cannot be parsed is answered; nothing: the client is gone, no answer.
std::optional<Refused> refusal_of(const boost::system::error_code& error, std::uint64_t max_body) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return Refused{ApiRefusal::kTooLarge,
                   refuse(431, "the request header exceeds " + std::to_string(kMaxHeaderBytes) + " bytes")};
  if (error == http::error::body_limit)
    return Refused{ApiRefusal::kTooLarge,
                   refuse(413, "the request body exceeds " + std::to_string(max_body) + " bytes")};
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error.category() == http::make_error_code(http::error::bad_method).category())
    return Refused{ApiRefusal::kMalformed, refuse(400, "malformed HTTP request: " + error.message())};
  return std::nullopt;
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Connection::Connection(Transport::Socket socket, std::optional<net::IpAddress> client,
                       std::shared_ptr<const Site> site, std::function<void(Connection*)> on_close)
    : stream_(std::move(socket), site->tls),
      site_(std::move(site)),
      client_(client),
      on_close_(std::move(on_close)),
      deadline_(stream_.get_executor()),
      buffer_(kMaxBufferBytes) {}

Connection::~Connection() {
  release();
  on_close_(this);
}

void Connection::start() {
  if (!stream_.is_tls()) {
    read();
    return;
  }
  expires_after(site_->deadlines.handshake, ApiClosing::kHandshake);
  stream_.async_handshake([self = shared_from_this()](ErrorCode error) {
    if (self->closed_) return;
    if (!error) return self->read();
    self->site_->counts.add(ApiClosing::kHandshake);
    self->close();
  });
}

/// The header first: it says how large a body may be. Both under one deadline.
void Connection::read() {
  phase_ = Phase::kReading;
  waiting_since_ = std::chrono::steady_clock::now();
  head_only_ = timed_out_ = false;
  parser_.emplace();
  parser_->header_limit(kMaxHeaderBytes);
  parser_->body_limit(kMaxFileBytes);
  max_body_ = kMaxFileBytes;
  expires_after(site_->deadlines.read, ApiClosing::kIdle);
  http::async_read_header(stream_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_header(error); });
}

void Connection::on_header(ErrorCode error) {
  if (closed_) return;
  const auto& request = parser_->get();
  // Of a longer body than any, Beast sees the error before we see the header: it is complete all the same.
  if (!error || error == http::error::body_limit)
    max_body_ = max_body_bytes(view(request.method_string()), view(request.target()), site_->access);
  if (!error && parser_->content_length().value_or(0) > max_body_) error = http::error::body_limit;
  if (error) {
    on_failure(error);
    return;
  }
  parser_->body_limit(max_body_);
  if (timed_out_) return on_failure(error);  // just as the header came: nobody would end the wait for the body
  // Else the body would be taken for the next request (RFC 9112, 6.1 and 11.2).
  if (request.count(http::field::transfer_encoding) > 0 && !parser_->chunked()) {
    site_->counts.add(ApiRefusal::kMalformed);
    return write(refuse(400, "the only Transfer-Encoding that is known is chunked"), false);
  }
  const auto expected = request[http::field::expect];
  if (!expected.empty() && !beast::iequals(expected, "100-continue"))
    return write(refuse(417, "only 100-continue can be expected"), false);
  if (expected.empty() || parser_->is_done()) return read_body();
  boost::asio::async_write(stream_, boost::asio::buffer(kContinue),
                           [self = shared_from_this()](ErrorCode failure, std::size_t) {
                             if (self->closed_) return;
                             if (failure || self->timed_out_) return self->on_failure(failure);
                             self->read_body();
                           });
}

void Connection::read_body() {
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode failure, std::size_t) { self->on_read(failure); });
}

void Connection::on_read(ErrorCode error) {
  if (closed_) return;
  if (error) {
    on_failure(error);
  } else {
    on_request();
  }
}

void Connection::on_failure(ErrorCode error) {
  auto refusal = refusal_of(error, max_body_);
  if (timed_out_) refusal = Refused{ApiRefusal::kTimeout, refuse(408, "the request was not complete in time")};
  if (!refusal) return close();
  site_->counts.add(refusal->reason);
  write(std::move(refusal->response), false);
}

std::optional<std::chrono::steady_clock::time_point> Connection::waiting_since() const {
  const bool waits = phase_ == Phase::kHandshake || phase_ == Phase::kReading || phase_ == Phase::kLingering;
  return waits && !closed_ ? std::optional(waiting_since_) : std::nullopt;
}

}  // namespace shunt::web
