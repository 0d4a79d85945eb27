// SPDX-License-Identifier: Apache-2.0
// Boost.Asio comes in here: include this file only from server.cpp and listener.cpp.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <unordered_set>

#include "core/unique_fd.h"
#include "web/site.h"

namespace shunt::web {

class Connection;

/// Accepts on one listening socket and starts a Connection for each client, within Limits. Who comes when all
/// places are taken gets that of the connection that has waited longest for a request; if none waits, or too many
/// come from his address, his connection is closed at once.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  struct Limits {
    std::size_t connections = 0;  ///< at a time
    std::size_t of_address = 0;   ///< of them, from one address off loopback
  };

  /// `socket` is bound and listening, of address family `family` (AF_UNIX, AF_INET, AF_INET6).
  Listener(boost::asio::io_context& loop, core::UniqueFd socket, int family, Site site, Limits limits);

  /// Listens no more, until resume() with another socket; connections stay.
  void pause();
  void resume(core::UniqueFd socket);

  /// From now on clients get `site`. Those that are here are closed: who may ask, or how, is another question now.
  void use(Site site);

  /// Starts accepting; returns at once.
  void start() { accept(); }

  /// Ends it and all of its connections; what the site refers to is not touched from here on.
  void close();

 private:
  using Protocol = boost::asio::generic::stream_protocol;

  void accept();
  void on_accept(boost::system::error_code error, Protocol::socket socket);
  void close_all();
  bool make_room_for(const std::optional<net::IpAddress>& client);

  Protocol protocol_;
  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  boost::asio::steady_timer retry_;
  std::shared_ptr<const Site> site_;
  Limits limits_;
  bool closed_ = false;
  bool accepting_ = false;  ///< an accept or the retry timer is pending
  std::unordered_set<Connection*> connections_;
};

}  // namespace shunt::web
