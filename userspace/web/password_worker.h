// SPDX-License-Identifier: Apache-2.0
// The one thread beside the event loop: crypt(3) takes tens of milliseconds a password on purpose, and health
// checks must not wait for it. It gets copies and gives back a yes or no, so that nothing else has to know of
// threads.
#pragma once

#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace shunt::web {

class PasswordWorker {
 public:
  static constexpr std::size_t kMostWaiting = 16;

  explicit PasswordWorker(boost::asio::io_context& loop);
  ~PasswordWorker();  ///< waits for the password under way; of those that wait nobody hears
  PasswordWorker(const PasswordWorker&) = delete;
  PasswordWorker& operator=(const PasswordWorker&) = delete;

  /// Calls `done` on the loop's thread with whether `hash` is that of `password`. False: too many wait, it is not
  /// called.
  bool verify(std::string hash, std::string password, std::function<void(bool)> done);

 private:
  struct Job {
    std::string hash;
    std::string password;
    std::function<void(bool)> done;
  };

  void run(const std::stop_token& stop);

  boost::asio::io_context& loop_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> waiting_;  ///< under mutex_
  std::jthread thread_;      ///< last: it uses the others
};

/// Whether `hash` (crypt(5)) is that of `password`. Takes as long as its scheme wants.
bool is_password(const std::string& hash, const std::string& password);

}  // namespace shunt::web
