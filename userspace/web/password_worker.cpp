// SPDX-License-Identifier: Apache-2.0
#include "web/password_worker.h"

#include <crypt.h>
#include <openssl/crypto.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <csignal>
#include <memory>

#include "web/digest.h"

namespace shunt::web {
namespace {

constexpr int kNice = 10;  // of this thread alone: whoever else is ready goes first

/// Signals are the loop's: its handlers shall not run here.
std::jthread with_signals_blocked(const std::function<std::jthread()>& make) {
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::jthread thread = make();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

bool is_password(const std::string& hash, const std::string& password) {
  const auto scratch = std::make_unique<crypt_data>();  // 32 KiB
  const char* const made = ::crypt_r(password.c_str(), hash.c_str(), scratch.get());
  const bool right = made != nullptr && made[0] != '*' && same_secret(made, hash);
  ::OPENSSL_cleanse(scratch.get(), sizeof *scratch);
  return right;
}

PasswordWorker::PasswordWorker(boost::asio::io_context& loop) : loop_(loop) {
  thread_ =
      with_signals_blocked([this] { return std::jthread([this](const std::stop_token& stop) { run(stop); }); });
}

PasswordWorker::~PasswordWorker() = default;  // the thread is asked to stop, and joined

bool PasswordWorker::verify(std::string hash, std::string password, std::function<void(bool)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostWaiting) return false;
    waiting_.push_back({std::move(hash), std::move(password), std::move(done)});
  }
  changed_.notify_one();
  return true;
}

void PasswordWorker::run(const std::stop_token& stop) {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const bool right = is_password(job.hash, job.password);
    ::OPENSSL_cleanse(job.password.data(), job.password.size());
    boost::asio::post(loop_, [done = std::move(job.done), right] { done(right); });
  }
}

}  // namespace shunt::web
