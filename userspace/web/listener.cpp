// SPDX-License-Identifier: Apache-2.0
#include "web/listener.h"

#include <chrono>

#include "web/connection.h"

namespace shunt::web {
namespace {

/// Without descriptors or memory accept fails at once, again and again; this keeps the loop for others.
constexpr std::chrono::milliseconds kRetryDelay{100};

}  // namespace

Listener::Listener(boost::asio::io_context& loop, core::UniqueFd socket, int family, control::Api& api,
                   Rules rules)
    : acceptor_(loop, Protocol(family, 0), socket.release()), retry_(loop), api_(api), rules_(rules) {}

void Listener::close() {
  closed_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  for (Connection* connection : connections_) connection->close();
}

void Listener::accept() {
  if (closed_ || accepting_ || connections_.size() >= rules_.limit) return;
  accepting_ = true;
  acceptor_.async_accept([self = shared_from_this()](boost::system::error_code error, Protocol::socket socket) {
    self->accepting_ = false;
    if (!self->closed_) self->on_accept(error, std::move(socket));
  });
}

void Listener::on_accept(boost::system::error_code error, Protocol::socket socket) {
  if (error) {
    accepting_ = true;
    retry_.expires_after(kRetryDelay);
    retry_.async_wait([self = shared_from_this()](boost::system::error_code) {
      self->accepting_ = false;
      self->accept();
    });
    return;
  }
  // The connection may outlive this listener by a pending handler: it tells us only if we are still there.
  const auto connection = std::make_shared<Connection>(std::move(socket), api_, rules_.access, rules_.deadlines,
                                                       [listener = weak_from_this()](Connection* closed) {
                                                         if (const auto self = listener.lock())
                                                           self->on_connection_closed(closed);
                                                       });
  connections_.insert(connection.get());
  connection->start();
  accept();
}

void Listener::on_connection_closed(Connection* connection) {
  connections_.erase(connection);
  accept();
}

}  // namespace shunt::web
