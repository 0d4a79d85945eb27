// SPDX-License-Identifier: Apache-2.0
// Boost.Beast comes in here: include this file only from connection*.cpp and listener.cpp.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "web/routes.h"
#include "web/site.h"
#include "web/transport.h"

namespace shunt::web {

/// One client, from accept to close: request after request, each under a deadline and within fixed sizes, so that
/// a slow or hostile client costs one connection and a few kilobytes; over the UNIX socket, whose group may do
/// everything, what it sends of a configuration. A GET of the events makes it a stream until it ends. Lives as
/// long as an operation of it is pending.
class Connection : public std::enable_shared_from_this<Connection>, private EventStream::Subscriber {
 public:
  /// `on_close` is called once, with this, from the destructor.
  /// @param client its address; of a UNIX socket nothing
  Connection(Transport::Socket socket, std::optional<net::IpAddress> client, std::shared_ptr<const Site> site,
             std::function<void(Connection*)> on_close);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Starts reading; returns at once.
  void start();

  /// Ends it; what the site refers to is not touched from here on.
  void close();

  [[nodiscard]] const std::optional<net::IpAddress>& client() const { return client_; }

  /// Since when it has not had a whole request; nothing: it has one, or gets its answer or events.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> waiting_since() const;

 private:
  using ErrorCode = boost::system::error_code;
  enum class Phase : std::uint8_t { kHandshake, kReading, kChecking, kAnswering, kStreaming, kLingering };

  // connection.cpp: a request
  void read();
  void on_header(ErrorCode error);
  void read_body();
  void on_read(ErrorCode error);
  void on_failure(ErrorCode error);

  // connection_request.cpp: what it asks
  void on_request();
  void on_checked(const Gate::Answer& verdict);
  void answer();
  void make_answer();
  void refuse_with(metrics::ApiRefusal reason, Response response);

  // connection_later.cpp: an answer that takes its time
  void wait_for(const Later& later, bool keep_alive);
  void on_later(Response response, bool keep_alive);
  void stop_waiting();
  void await_hang_up();

  // connection_write.cpp: what goes out, and the end
  void expires_after(std::chrono::milliseconds time, metrics::ApiClosing reason);
  void on_deadline();
  void write(Response response, bool keep_alive);
  void on_write(ErrorCode error);
  void release();
  void end();
  void linger();
  void on_frame(const Frame& frame) override;
  void write_frame();
  void watch_client();

  Transport stream_;
  std::shared_ptr<const Site> site_;
  std::optional<net::IpAddress> client_;
  std::chrono::steady_clock::time_point waiting_since_ = std::chrono::steady_clock::now();
  std::size_t held_ = 0;  ///< bytes of the answer, in site_->held
  std::function<void(Connection*)> on_close_;
  boost::asio::steady_timer deadline_;
  metrics::ApiClosing deadline_reason_{};
  Phase phase_ = Phase::kHandshake;
  bool closed_ = false;
  bool timed_out_ = false;  ///< in the middle of a request
  bool keep_alive_ = false;
  bool head_only_ = false;  ///< the answer to HEAD
  boost::beast::flat_buffer buffer_;
  std::uint64_t max_body_ = 0;  ///< of the request that is being read
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  std::string head_;
  Response response_;
  bool waiting_ = false;             ///< for an answer that comes later
  std::shared_ptr<void> under_way_;  ///< that: let go of, it stops
  FrameQueue frames_;
  std::optional<Frame> frame_;  ///< under way
};

}  // namespace shunt::web
