// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/users.h"
#include "net/address.h"
#include "web/authorization.h"
#include "web/guesses.h"
#include "web/password_worker.h"

namespace shunt::web {

/// Says who may ask over TCP. A right password is looked at once and then remembered for a while by a digest with
/// a key of this process, so that a scraper costs one crypt(3) in kRemembered. On the loop's thread.
class Gate : public std::enable_shared_from_this<Gate> {
 public:
  enum class Verdict : std::uint8_t { kAllowed, kNone, kWrong, kSlowed, kBusy };
  struct Answer {
    Verdict verdict = Verdict::kNone;
    std::chrono::seconds retry_after{0};  ///< of kSlowed and kBusy
  };
  using Log = std::function<void(const std::string&)>;

  static constexpr std::chrono::minutes kRemembered{10};
  static constexpr std::size_t kMostRemembered = 256;
  static constexpr unsigned kMostLines = 10;  ///< in the log, a minute

  Gate(boost::asio::io_context& loop, Log log);

  /// From now on these and no others.
  void admit(std::vector<config::User> users);

  [[nodiscard]] bool knows_passwords() const;
  [[nodiscard]] bool knows_tokens() const;

  /// Calls `done` once, at once or later; never after this is destroyed.
  /// @param field the Authorization field
  void check(std::string_view field, const net::IpAddress& client, std::function<void(const Answer&)> done);

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    net::IpAddress client;
    std::string name;
    std::vector<std::function<void(const Answer&)>> done;  ///< all who sent the same meanwhile
  };

  [[nodiscard]] bool is_token(const Token& token) const;
  void check_password(const NameAndPassword& credentials, const net::IpAddress& client,
                      std::function<void(const Answer&)> done);
  void on_verified(const std::string& digest, bool right);
  void remember(const std::string& digest);
  void tell(const std::string& what, const net::IpAddress& client);

  boost::asio::io_context& loop_;
  Log log_;
  std::string key_;
  std::vector<config::User> users_;
  std::optional<PasswordWorker> worker_;  ///< with the first user that has a password
  Guesses guesses_;
  std::unordered_map<std::string, Clock::time_point> remembered_;  ///< until when, by digest
  std::unordered_map<std::string, Waiting> waiting_;               ///< for the worker, by digest
  Clock::time_point minute_{};
  unsigned lines_ = 0;  ///< in that minute
};

}  // namespace shunt::web
