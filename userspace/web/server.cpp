// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include <sys/socket.h>

#include "web/listener.h"
#include "web/sockets.h"

namespace shunt::web {
namespace {

// Two limits, so that whoever may open TCP connections here cannot lock the operator out. A status of 10,000
// services is some 20 MB of text for as long as its client reads: the TCP limit bounds what strangers can make us
// hold.
constexpr std::size_t kUnixConnections = 64;
constexpr std::size_t kTcpConnections = 16;

}  // namespace

Server::Server(boost::asio::io_context& loop, control::Api& api, std::filesystem::path socket,
               const Deadlines& deadlines)
    : loop_(loop), api_(api), socket_(std::move(socket)), deadlines_(deadlines) {}

core::Result<std::unique_ptr<Server>> Server::start(boost::asio::io_context& loop, control::Api& api,
                                                    const std::filesystem::path& socket,
                                                    const Deadlines& deadlines) {
  auto fd = listen_unix(socket);
  if (!fd) return fd.error();
  std::unique_ptr<Server> server(new Server(loop, api, socket, deadlines));
  const Listener::Rules rules{.access = Access::kChange, .limit = kUnixConnections, .deadlines = deadlines};
  server->unix_ = std::make_shared<Listener>(loop, *std::move(fd), AF_UNIX, api, rules);
  server->unix_->start();
  return server;
}

core::Result<void> Server::listen(const std::optional<model::Api::Listen>& listen) {
  if (listen == listen_) return {};
  std::shared_ptr<Listener> next;
  if (listen) {
    auto fd = listen_tcp(*listen);
    if (!fd) return fd.error();
    const int family = listen->address.family() == net::Family::kIpv4 ? AF_INET : AF_INET6;
    const Listener::Rules rules{.access = Access::kRead, .limit = kTcpConnections, .deadlines = deadlines_};
    next = std::make_shared<Listener>(loop_, *std::move(fd), family, api_, rules);
    next->start();
  }
  if (tcp_) tcp_->close();
  tcp_ = std::move(next);
  listen_ = listen;
  return {};
}

Server::~Server() {
  if (tcp_) tcp_->close();
  unix_->close();
  std::error_code ignored;  // gone already, or in a folder that is: nothing to do about it
  if (std::filesystem::is_socket(std::filesystem::symlink_status(socket_, ignored)))
    std::filesystem::remove(socket_, ignored);
}

}  // namespace shunt::web
