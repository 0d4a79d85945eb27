// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "web/connection.h"

namespace shunt::web {

/// Meanwhile nothing is read: the client has asked, and waits. How long is up to what works on it.
void Connection::wait_for(const Later& later, bool keep_alive) {
  deadline_.cancel();
  waiting_ = true;
  auto under_way = later([weak = weak_from_this(), keep_alive](Response response) {
    if (const auto self = weak.lock()) self->on_later(std::move(response), keep_alive);
  });
  if (!waiting_) return;  // it was there at once
  under_way_ = std::move(under_way);
  await_hang_up();
}

void Connection::on_later(Response response, bool keep_alive) {
  stop_waiting();
  if (closed_) return;
  ErrorCode ignored;
  stream_.socket().cancel(ignored);
  write(std::move(response), keep_alive);
}

void Connection::stop_waiting() {
  waiting_ = false;
  under_way_.reset();
}

/// Keeps the connection while it waits, and ends it if the client hangs up: what nobody waits for is not worked
/// out.
void Connection::await_hang_up() {
  stream_.socket().async_wait(boost::asio::socket_base::wait_error, [self = shared_from_this()](ErrorCode error) {
    if (!error && self->waiting_) self->close();
  });
}

}  // namespace shunt::web
