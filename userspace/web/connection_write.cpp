// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/asio/write.hpp>

#include "web/connection.h"
#include "web/head.h"

namespace shunt::web {
namespace {

namespace asio = boost::asio;
using metrics::ApiClosing;
using metrics::ApiRefusal;

constexpr std::size_t kLingerBytes = 4096;

/// A browser that lost the stream asks again after this; so all do not come at once when a controller restarts.
constexpr std::string_view kRetry = "retry: 2000\n\n";

}  // namespace

void Connection::expires_after(std::chrono::milliseconds time, ApiClosing reason) {
  deadline_reason_ = reason;
  deadline_.expires_after(time);
  deadline_.async_wait([self = weak_from_this()](ErrorCode error) {
    const auto connection = self.lock();
    if (error || !connection || connection->closed_) return;
    // It was put off while this handler was on its way.
    if (connection->deadline_.expiry() > std::chrono::steady_clock::now()) return;
    connection->on_deadline();
  });
}

/// Who has begun a request is told; to others there is nothing to say.
void Connection::on_deadline() {
  if (phase_ == Phase::kReading && parser_ && (parser_->got_some() || buffer_.size() > 0)) {
    timed_out_ = true;
    ErrorCode ignored;
    stream_.socket().cancel(ignored);  // goes on in on_failure()
    return;
  }
  if (phase_ != Phase::kLingering) site_->counts.add(deadline_reason_);
  close();
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  if (phase_ == Phase::kStreaming) {
    site_->events.unsubscribe(this);
    --site_->counts.streams;
  }
  release();
  stop_waiting();
  deadline_.cancel();
  ErrorCode ignored;
  stream_.socket().close(ignored);
}

void Connection::release() {
  if (site_->held) site_->held->bytes -= held_;
  held_ = 0;
}

void Connection::write(Response response, bool keep_alive) {
  phase_ = Phase::kAnswering;
  if (response.later) return wait_for(response.later, keep_alive);
  if (response.events && !head_only_) {
    if (site_->events.subscribers() < EventStream::kMostSubscribers) {
      keep_alive = false;
      response.body = kRetry;
    } else {
      site_->counts.add(ApiRefusal::kBusy);
      response = refuse(503, "as many clients as may be listen to the events already");
      response.fields.emplace_back("Retry-After", "60");
    }
  }
  response_ = std::move(response);
  keep_alive_ = keep_alive;
  const std::string_view body = response_.fixed_body.empty() ? response_.body : response_.fixed_body;
  HeadFacts facts{.length = body.size(),
                  .keep_alive = keep_alive,
                  .tls = stream_.is_tls(),
                  .now = std::chrono::system_clock::now()};
  if (response_.events) facts.length.reset();
  head_ = head_text(response_, facts);
  held_ = site_->held ? response_.body.size() : 0;
  if (site_->held) site_->held->bytes += held_;
  expires_after(site_->deadlines.write, ApiClosing::kUnread);
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(head_),
                                                  asio::buffer(head_only_ ? std::string_view() : body)};
  asio::async_write(stream_, buffers,
                    [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_write(error); });
}

void Connection::on_write(ErrorCode error) {
  if (closed_) return;
  if (error) return close();
  const bool streams = response_.events && !head_only_;
  release();
  response_ = {};
  if (streams) {
    deadline_.cancel();
    phase_ = Phase::kStreaming;
    ++site_->counts.streams;
    watch_client();
    if (!site_->events.subscribe(this)) close();  // others were faster
  } else if (keep_alive_) {
    read();
  } else {
    end();
  }
}

/// Nothing more comes from us.
void Connection::end() {
  phase_ = Phase::kLingering;
  waiting_since_ = std::chrono::steady_clock::now();
  parser_.reset();
  expires_after(site_->deadlines.linger, ApiClosing::kIdle);
  if (stream_.is_tls()) {
    stream_.async_shutdown([self = shared_from_this()](ErrorCode) { self->linger(); });
  } else {
    linger();
  }
}

/// Reads away what the client still sends: closing on unread bytes would reset the connection, and the client
/// could lose our answer (RFC 9112, section 9.6).
void Connection::linger() {
  if (closed_) return;
  ErrorCode ignored;
  stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
  buffer_.clear();
  stream_.socket().async_read_some(buffer_.prepare(kLingerBytes),
                                   [self = shared_from_this()](ErrorCode error, std::size_t) {
                                     if (error) self->close();
                                     self->linger();
                                   });
}

void Connection::on_frame(const Frame& frame) {
  frames_.push(frame);
  if (!frame_) write_frame();
}

/// One at a time, each under the deadline of an answer.
void Connection::write_frame() {
  frame_ = frames_.pop();
  if (!frame_) {
    deadline_.cancel();
    return;
  }
  expires_after(site_->deadlines.write, ApiClosing::kUnread);
  asio::async_write(stream_, asio::buffer(*frame_->text),
                    [self = shared_from_this()](ErrorCode error, std::size_t) {
                      if (self->closed_) return;
                      if (error) return self->close();
                      self->write_frame();
                    });
}

/// Whoever listens has nothing more to say; what comes is read away, to learn of its end.
void Connection::watch_client() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(kLingerBytes),
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                            if (self->closed_) return;
                            if (error) return self->close();
                            self->watch_client();
                          });
}

}  // namespace shunt::web
