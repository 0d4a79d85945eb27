// SPDX-License-Identifier: Apache-2.0
// Boost.Beast comes in here: include this file only from connection.cpp and listener.cpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/rate_policy.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "web/deadlines.h"
#include "web/routes.h"

namespace shunt::web {

/// One client, from accept to close: request after request, each under a deadline and within fixed sizes, so that
/// a slow or hostile client costs one connection and a few kilobytes; over the UNIX socket, whose group may do
/// everything, what it sends of a configuration. Lives as long as an operation of it is
/// pending.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  /// `on_close` is called once, with this, from the destructor.
  Connection(Socket socket, control::Api& api, Access access, const Deadlines& deadlines,
             std::function<void(Connection*)> on_close);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Starts reading; returns at once.
  void start() { read(); }

  /// Ends it; the Api is not touched from here on.
  void close();

 private:
  using Stream = boost::beast::basic_stream<boost::asio::generic::stream_protocol, boost::asio::any_io_executor,
                                            boost::beast::unlimited_rate_policy>;
  using ErrorCode = boost::system::error_code;

  void read();
  void on_header(ErrorCode error);
  void on_read(ErrorCode error);
  void on_failure(ErrorCode error);
  Response answer();
  void write(Response response, bool keep_alive);
  void on_write(ErrorCode error);
  void linger();

  Stream stream_;
  control::Api& api_;
  Access access_;
  Deadlines deadlines_;
  std::function<void(Connection*)> on_close_;
  bool closed_ = false;
  boost::beast::flat_buffer buffer_;
  std::uint64_t max_body_ = 0;  ///< of the request that is being read
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  boost::beast::http::response<boost::beast::http::string_body> response_;
};

}  // namespace shunt::web
