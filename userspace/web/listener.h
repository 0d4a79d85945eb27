// SPDX-License-Identifier: Apache-2.0
// Boost.Asio comes in here: include this file only from server.cpp and listener.cpp.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <unordered_set>

#include "core/unique_fd.h"
#include "web/deadlines.h"
#include "web/routes.h"

namespace shunt::web {

class Connection;

/// Accepts on one listening socket and starts a Connection for each client, at most `limit` at a time: further
/// clients wait in the kernel's backlog until one ends or runs into its deadline.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  struct Rules {
    Access access = Access::kRead;
    std::size_t limit = 0;  ///< connections at a time
    Deadlines deadlines{};
  };

  /// `socket` is bound and listening, of address family `family` (AF_UNIX, AF_INET, AF_INET6).
  Listener(boost::asio::io_context& loop, core::UniqueFd socket, int family, control::Api& api, Rules rules);

  /// Starts accepting; returns at once.
  void start() { accept(); }

  /// Ends it and all of its connections; the Api is not touched from here on.
  void close();

 private:
  using Protocol = boost::asio::generic::stream_protocol;

  void accept();
  void on_accept(boost::system::error_code error, Protocol::socket socket);
  void on_connection_closed(Connection* connection);

  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  boost::asio::steady_timer retry_;
  control::Api& api_;
  Rules rules_;
  bool closed_ = false;
  bool accepting_ = false;  ///< an accept or the retry timer is pending
  std::unordered_set<Connection*> connections_;
};

}  // namespace shunt::web
