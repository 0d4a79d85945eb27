// SPDX-License-Identifier: Apache-2.0
#include "web/connection.h"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace shunt::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::uint32_t kMaxHeaderBytes = 8 * 1024;
constexpr std::size_t kMaxBufferBytes = kMaxHeaderBytes + kMaxBodyBytes;

/// What a request that cannot be parsed is answered; nothing: the client is gone, no answer.
std::optional<Response> refusal_of(const boost::system::error_code& error, std::uint64_t max_body) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return refuse(431, "the request header exceeds " + std::to_string(kMaxHeaderBytes) + " bytes");
  if (error == http::error::body_limit)
    return refuse(413, "the request body exceeds " + std::to_string(max_body) + " bytes");
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error.category() == http::make_error_code(http::error::bad_method).category())
    return refuse(400, "malformed HTTP request: " + error.message());
  return std::nullopt;
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Connection::Connection(Socket socket, control::Api& api, Access access, const Deadlines& deadlines,
                       std::function<void(Connection*)> on_close)
    : stream_(std::move(socket)),
      api_(api),
      access_(access),
      deadlines_(deadlines),
      on_close_(std::move(on_close)),
      buffer_(kMaxBufferBytes) {}

Connection::~Connection() { on_close_(this); }

void Connection::close() {
  closed_ = true;
  stream_.close();
}

/// The header first: it says how large a body may be. Both under one deadline.
void Connection::read() {
  parser_.emplace();
  parser_->header_limit(kMaxHeaderBytes);
  parser_->body_limit(kMaxFileBytes);
  max_body_ = kMaxFileBytes;
  stream_.expires_after(deadlines_.read);
  http::async_read_header(stream_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_header(error); });
}

void Connection::on_header(ErrorCode error) {
  if (closed_) return;
  const auto& request = parser_->get();
  // Of a longer body than any, Beast sees the error before we see the header: it is complete all the same.
  if (!error || error == http::error::body_limit)
    max_body_ = max_body_bytes(view(request.method_string()), view(request.target()), access_);
  if (!error && parser_->content_length().value_or(0) > max_body_) error = http::error::body_limit;
  if (error) {
    on_failure(error);
    return;
  }
  parser_->body_limit(max_body_);
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode failure, std::size_t) { self->on_read(failure); });
}

void Connection::on_read(ErrorCode error) {
  if (closed_) return;
  if (error) {
    on_failure(error);
  } else {
    write(answer(), parser_->get().keep_alive());
  }
}

void Connection::on_failure(ErrorCode error) {
  if (const auto refusal = refusal_of(error, max_body_)) write(*refusal, false);
}

Response Connection::answer() {
  const auto& request = parser_->get();
  if (access_ == Access::kRead && !is_loopback_host(view(request[http::field::host])))
    return refuse(403, "the Host field names another machine; ask for localhost");
  return respond(api_,
                 {.method = view(request.method_string()),
                  .target = view(request.target()),
                  .body = request.body(),
                  .accept = view(request[http::field::accept])},
                 access_);
}

void Connection::write(Response response, bool keep_alive) {
  response_ = {};
  response_.result(response.status);
  response_.set(http::field::content_type, beast::string_view(response.type.data(), response.type.size()));
  response_.set(http::field::cache_control, "no-store");
  response_.set("X-Content-Type-Options", "nosniff");
  if (!response.allow.empty()) response_.set(http::field::allow, response.allow);
  response_.keep_alive(keep_alive);
  response_.body() = std::move(response.body);
  response_.prepare_payload();
  stream_.expires_after(deadlines_.write);
  http::async_write(stream_, response_,
                    [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_write(error); });
}

void Connection::on_write(ErrorCode error) {
  if (closed_ || error) return;
  if (response_.keep_alive()) {
    read();
    return;
  }
  stream_.socket().shutdown(asio::socket_base::shutdown_send, error);
  stream_.expires_after(deadlines_.linger);
  linger();
}

/// Reads away what the client still sends: closing on unread bytes would reset the connection, and the client
/// could lose our answer (RFC 9112, section 9.6).
void Connection::linger() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(kMaxBufferBytes),
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                            if (!error && !self->closed_) self->linger();
                          });
}

}  // namespace shunt::web
