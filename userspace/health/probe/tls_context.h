// SPDX-License-Identifier: Apache-2.0
// The OpenSSL contexts of https checks, read on a thread of their own.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "model/health.h"

namespace shunt::health {

using TlsContext = std::shared_ptr<SSL_CTX>;

/// TLS 1.2 at least, sessions are not reused. Reads files: may block.
/// @param ca_file PEM; empty: the system's
core::Result<TlsContext> load_tls_context(bool verify, const std::string& ca_file);

/// One per distinct (verify, ca_file). On the loop's thread.
class TlsContexts {
 public:
  explicit TlsContexts(boost::asio::io_context& loop);
  ~TlsContexts();  ///< waits for a file that is being read; nobody is told any more

  using OnContext = std::function<void(const core::Result<TlsContext>&)>;

  /// Calls at once if it is there, else later. What could not be read is tried again after kRetry, and what is
  /// older than kRefresh is read again behind the scenes: authorities are replaced while we run.
  void get(const model::TlsOptions& options, OnContext on_context);

  static constexpr std::chrono::seconds kRetry{5};
  static constexpr std::chrono::minutes kRefresh{5};

 private:
  struct Entry {
    std::optional<core::Result<TlsContext>> context;
    std::chrono::steady_clock::time_point read_at;
    bool reading = false;
    std::vector<OnContext> waiting;
  };
  using Key = std::pair<bool, std::string>;
  using Entries = std::map<Key, Entry>;

  void read(const Key& key, Entry& entry);
  static void arrived(Entries& entries, const Key& key, core::Result<TlsContext> context);

  boost::asio::io_context& loop_;
  std::shared_ptr<Entries> entries_;  ///< results find it gone once we are
  std::optional<boost::asio::thread_pool> reader_;
};

}  // namespace shunt::health
