// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "control/api.h"
#include "metrics/api_counts.h"
#include "web/deadlines.h"

namespace boost::asio {
class io_context;
}

namespace shunt::web {

class EventStream;
class Gate;
class Listener;
enum class Access;
struct Site;

/// The HTTP server of the controller: JSON over a UNIX socket and, read-only, over TCP. Everything happens on the
/// loop's thread but the hashing of passwords; nothing here blocks it but the Api itself. Stops when destroyed,
/// and removes its socket.
class Server {
 public:
  /// Gets a line for the log, on the loop's thread.
  using Log = std::function<void(const std::string&)>;

  /// Listens on `socket`. `loop` and `api` outlive the server. No other controller may use `socket`.
  static core::Result<std::unique_ptr<Server>> start(boost::asio::io_context& loop, control::Api& api,
                                                     const std::filesystem::path& socket,
                                                     const Deadlines& deadlines = {}, Log log = nullptr);

  /// Listens on TCP as `tcp` says, in place of before, and reads the files that it names again. If that fails, all
  /// stays as it was. Connections by TCP stay only if nothing has changed.
  core::Result<void> listen(const model::Api& tcp);

  /// What it counts of itself.
  [[nodiscard]] const metrics::ApiCounts& counts() const { return counts_; }

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  Server(boost::asio::io_context& loop, control::Api& api, std::filesystem::path socket,
         const Deadlines& deadlines, Log log);

  Site site(Access access) const;
  core::Result<void> move_to(const std::optional<model::Api::Listen>& address, Site site);
  std::shared_ptr<Listener> open(const model::Api::Listen& address, int fd, Site site);

  boost::asio::io_context& loop_;
  control::Api& api_;
  std::filesystem::path socket_;
  Deadlines deadlines_;
  mutable metrics::ApiCounts counts_;
  std::unique_ptr<EventStream> events_;
  std::shared_ptr<Gate> gate_;
  std::shared_ptr<Listener> unix_;
  std::optional<model::Api::Listen> listen_;
  std::string security_;  ///< digest of the files in use
  std::shared_ptr<Listener> tcp_;
};

}  // namespace shunt::web
