// SPDX-License-Identifier: Apache-2.0
#include "web/gate.h"

#include <algorithm>
#include <utility>

#include "config/findings.h"
#include "web/digest.h"

namespace shunt::web {
namespace {

constexpr std::size_t kKeyBytes = 32;

std::string plural(unsigned count) { return std::to_string(count) + (count == 1 ? " wrong one" : " wrong ones"); }

}  // namespace

Gate::Gate(boost::asio::io_context& loop, Log log)
    : loop_(loop), log_(std::move(log)), key_(random_bytes(kKeyBytes)) {}

void Gate::admit(std::vector<config::User> users) {
  users_ = std::move(users);
  if (knows_passwords() && !worker_) worker_.emplace(loop_);
}

bool Gate::knows_passwords() const {
  return std::ranges::any_of(users_, [](const config::User& user) { return !user.token; });
}

bool Gate::knows_tokens() const { return std::ranges::any_of(users_, &config::User::token); }

void Gate::check(std::string_view field, const net::IpAddress& client, std::function<void(const Answer&)> done) {
  const Credentials credentials = parse_authorization(field);
  if (std::holds_alternative<NoCredentials>(credentials)) return done({Verdict::kNone});
  if (const auto* password = std::get_if<NameAndPassword>(&credentials); password != nullptr && knows_passwords())
    return check_password(*password, client, std::move(done));
  // Tokens are too long to guess: no need to slow anybody.
  const auto* token = std::get_if<Token>(&credentials);
  if (token != nullptr && is_token(*token)) return done({Verdict::kAllowed});
  tell(token != nullptr ? "an unknown token" : "credentials that are none", client);
  done({Verdict::kWrong});
}

/// Looks at all of them, whichever fits.
bool Gate::is_token(const Token& token) const {
  const std::string digest = sha256_hex(token.text);
  bool found = false;
  for (const config::User& user : users_) {
    if (user.token) found = same_secret(user.hash, digest) || found;
  }
  return found;
}

void Gate::check_password(const NameAndPassword& credentials, const net::IpAddress& client,
                          std::function<void(const Answer&)> done) {
  const auto user = std::ranges::find_if(
      users_, [&](const config::User& other) { return !other.token && other.name == credentials.name; });
  const bool known = user != users_.end();
  // A name that nobody has takes as long as one that somebody has, and tells nothing by it.
  const std::string hash = (known ? user : std::ranges::find(users_, false, &config::User::token))->hash;
  // With the hash in it a password that was changed is not remembered.
  const std::string digest =
      keyed_digest(key_, (known ? "" : "nobody\n") + hash + '\n' + std::to_string(credentials.name.size()) + '\n' +
                             credentials.name + '\n' + credentials.password);
  const auto now = Clock::now();
  if (const auto until = remembered_.find(digest); until != remembered_.end() && now < until->second)
    return done({Verdict::kAllowed});
  if (const auto same = waiting_.find(digest); same != waiting_.end())
    return same->second.done.push_back(std::move(done));
  if (const auto wait = guesses_.wait(client, now); wait.count() > 0) return done({Verdict::kSlowed, wait});
  const bool begun =
      worker_->verify(hash, credentials.password, [gate = weak_from_this(), digest, known](bool right) {
        if (const auto self = gate.lock()) self->on_verified(digest, right && known);
      });
  if (!begun) return done({Verdict::kBusy, std::chrono::seconds(1)});
  guesses_.begin(client, now);
  waiting_[digest] = {client, credentials.name, {}};
  waiting_[digest].done.push_back(std::move(done));
}

void Gate::on_verified(const std::string& digest, bool right) {
  const auto found = waiting_.find(digest);
  if (found == waiting_.end()) return;
  const Waiting waiting = std::move(found->second);
  waiting_.erase(found);
  const auto now = Clock::now();
  guesses_.end(waiting.client, right, now);
  if (right) {
    remember(digest);
  } else {
    const auto wait = guesses_.wait(waiting.client, now);
    tell("a wrong password for " + config::in_quotes(waiting.name) + ", " +
             plural(guesses_.wrong(waiting.client)) + " in a row" +
             (wait.count() > 0 ? ", the next counts in " + std::to_string(wait.count()) + " s" : ""),
         waiting.client);
  }
  for (const auto& done : waiting.done) done({right ? Verdict::kAllowed : Verdict::kWrong});
}

void Gate::remember(const std::string& digest) {
  const auto now = Clock::now();
  if (remembered_.size() >= kMostRemembered)
    std::erase_if(remembered_, [&](const auto& entry) { return entry.second <= now; });
  if (remembered_.size() >= kMostRemembered)
    remembered_.erase(std::ranges::min_element(remembered_, {}, [](const auto& entry) { return entry.second; }));
  remembered_[digest] = now + kRemembered;
}

/// Who guesses shall not fill the disk.
void Gate::tell(const std::string& what, const net::IpAddress& client) {
  const auto now = Clock::now();
  if (now - minute_ >= std::chrono::minutes(1)) {
    if (lines_ > kMostLines)
      log_(std::to_string(lines_ - kMostLines) + " more refusals in the minute before were not logged");
    minute_ = now;
    lines_ = 0;
  }
  if (++lines_ <= kMostLines) log_(client.to_string() + " sent " + what);
}

}  // namespace shunt::web
