// SPDX-License-Identifier: Apache-2.0
#include "health/hook/hook.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "core/unique_fd.h"
#include "health/hook/command.h"
#include "health/hook/post.h"
#include "health/hook/wording.h"

namespace shunt::health {
namespace {

class QueuedHook final : public Hook {
 public:
  explicit QueuedHook(std::function<void(const std::string&)> on_failure)
      : on_failure_(std::move(on_failure)), stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!stop_.valid()) throw std::system_error(errno, std::generic_category(), "eventfd");
    static const CURLcode curl = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(curl);  // without it, a POST fails and says so
    // The process's signals are for the thread of the loop.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  ~QueuedHook() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    eventfd_write(stop_.get(), 1);
    changed_.notify_all();
    thread_.join();
  }

  QueuedHook(const QueuedHook&) = delete;
  QueuedHook& operator=(const QueuedHook&) = delete;

  void configure(const model::ChangeHook& hook) override {
    const std::lock_guard lock(mutex_);
    hook_ = hook;
  }

  void tell(Change change) override {
    const std::lock_guard lock(mutex_);
    if (hook_.empty()) return;
    if (queue_.size() >= kQueue) {
      ++counts_.dropped;
      return;
    }
    queue_.push_back(std::move(change));
    changed_.notify_one();
  }

  [[nodiscard]] Counts counts() const override {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  struct Task {
    Change change;
    model::ChangeHook hook;
    std::uint64_t dropped;  ///< since the task before
  };

  void run() {
    while (auto task = next()) {
      const auto& [change, hook, dropped] = *task;
      if (dropped > 0) on_failure_(fmt::format("{} changes were not told: {} waited already", dropped, kQueue));
      if (!hook.command.empty())
        ended(run_command({.words = hook.command, .environment = environment(change)}, hook.timeout, stop_.get()),
              change);
      if (!hook.post.empty()) ended(post(hook, change), change);
    }
  }

  core::Result<void> post(const model::ChangeHook& hook, const Change& change) {
    const auto posted = post_json(hook.post, json(change), hook.timeout, stop_.get());
    return posted ? posted : posted.error().within("POST to " + without_secrets(hook.post));
  }

  /// Waits for a change; nothing when the hook ends.
  std::optional<Task> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return {};
    Task task{.change = std::move(queue_.front()),
              .hook = hook_,
              .dropped = counts_.dropped - std::exchange(dropped_told_, counts_.dropped)};
    queue_.pop_front();
    return task;
  }

  void ended(const core::Result<void>& result, const Change& change) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;  // killed by us, if it failed
      ++(result ? counts_.told : counts_.failed);
    }
    if (!result) on_failure_(fmt::format("{} ({})", result.error().message(), summary(change)));
  }

  std::function<void(const std::string&)> on_failure_;
  core::UniqueFd stop_;  ///< can be read when the hook ends
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_
  model::ChangeHook hook_;
  std::deque<Change> queue_;
  Counts counts_;
  std::uint64_t dropped_told_ = 0;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace

std::unique_ptr<Hook> make_hook(std::function<void(const std::string&)> on_failure) {
  return std::make_unique<QueuedHook>(std::move(on_failure));
}

}  // namespace shunt::health
