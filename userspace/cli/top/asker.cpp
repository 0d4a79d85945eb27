// SPDX-License-Identifier: Apache-2.0
#include "cli/top/asker.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "cli/client.h"
#include "core/unique_fd.h"
#include "web/json.h"

namespace shunt::cli::top {
namespace {

constexpr unsigned kHttpOk = 200;

template <typename View>
core::Result<View> ask_for(const Globals& globals, std::string target) {
  const auto answer = cli::ask(globals.socket, globals.pin_dir, {.method = "GET", .target = std::move(target)});
  if (!answer) return answer.error();
  if (answer->status != kHttpOk) return core::Error(web::refusal_from_json(answer->body).error);
  auto view = web::from_json<View>(answer->body);
  if (!view) return view.error().within("cannot read the answer of the controller");
  return view;
}

}  // namespace

core::Result<Sample> Asker::ask(bool per_cpu) {
  Sample sample;
  auto stats = ask_for<control::Stats>(globals_, per_cpu ? "/v1/stats?per_cpu=1" : "/v1/stats");
  if (!stats) {
    status_.reset();
    return stats.error();
  }
  sample.stats = *std::move(stats);
  sample.at = std::chrono::steady_clock::now();
  if (!status_ || sample.at - status_at_ >= kStatusEvery) {
    auto status = ask_for<control::Status>(globals_, "/v1/status");
    if (!status) return status.error();
    status_ = *std::move(status);
    status_at_ = sample.at;
  }
  sample.status = *status_;
  return sample;
}

/// What the thread and its owner both hold: the thread may end later.
struct BackgroundAsker::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;
  std::optional<bool> asked;  ///< per_cpu
  std::optional<core::Result<Sample>> answer;
  core::UniqueFd event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

  void run(Asker asker) {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return over || asked; });
      if (over) return;
      const bool per_cpu = *std::exchange(asked, std::nullopt);
      lock.unlock();
      auto sample = asker.ask(per_cpu);
      lock.lock();
      answer = std::move(sample);
      const std::uint64_t one = 1;
      static_cast<void>(!::write(event.get(), &one, sizeof one));
    }
  }
};

BackgroundAsker::BackgroundAsker(const Globals& globals) : shared_(std::make_shared<Shared>()) {
  std::thread([shared = shared_, globals] { shared->run(Asker(globals)); }).detach();
}

BackgroundAsker::~BackgroundAsker() {
  const std::lock_guard lock(shared_->mutex);
  shared_->over = true;
  shared_->changed.notify_all();
}

int BackgroundAsker::fd() const { return shared_->event.get(); }

void BackgroundAsker::ask(bool per_cpu) {
  const std::lock_guard lock(shared_->mutex);
  shared_->asked = per_cpu;
  shared_->changed.notify_all();
}

std::optional<core::Result<Sample>> BackgroundAsker::take() {
  const std::lock_guard lock(shared_->mutex);
  std::uint64_t count = 0;
  static_cast<void>(!::read(shared_->event.get(), &count, sizeof count));
  return std::exchange(shared_->answer, std::nullopt);
}

}  // namespace shunt::cli::top
