// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "control/api.h"
#include "web/deadlines.h"

namespace boost::asio {
class io_context;
}

namespace shunt::web {

class Listener;

/// The HTTP server of the controller: JSON over a UNIX socket and, read-only, over loopback TCP. Everything
/// happens on the loop's thread; nothing here blocks it but the Api itself. Stops when destroyed, and removes its
/// socket.
class Server {
 public:
  /// Listens on `socket`. `loop` and `api` outlive the server. No other controller may use `socket`.
  static core::Result<std::unique_ptr<Server>> start(boost::asio::io_context& loop, control::Api& api,
                                                     const std::filesystem::path& socket,
                                                     const Deadlines& deadlines = {});

  /// Listens on TCP as well, in place of what it listened on before; nothing: no more. If that fails, the former
  /// stays. Does nothing if `listen` has not changed.
  core::Result<void> listen(const std::optional<model::Api::Listen>& listen);

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  Server(boost::asio::io_context& loop, control::Api& api, std::filesystem::path socket,
         const Deadlines& deadlines);

  boost::asio::io_context& loop_;
  control::Api& api_;
  std::filesystem::path socket_;
  Deadlines deadlines_;
  std::shared_ptr<Listener> unix_;
  std::optional<model::Api::Listen> listen_;
  std::shared_ptr<Listener> tcp_;
};

}  // namespace shunt::web
