// SPDX-License-Identifier: Apache-2.0
#include "health/probe/task.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "health/text/text.h"

namespace shunt::health {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

Task::Task(Shared& shared, std::chrono::milliseconds timeout, OnOutcome on_outcome)
    : shared_(shared), on_outcome_(std::move(on_outcome)), descriptor_(shared.loop), timeout_(timeout) {}

void Task::start() {
  sent_first();
  starting_ = true;
  guarded([this] { begin(); });
  starting_ = false;
  if (ended_) return;
  shared_.deadlines.set(*this, began_, timeout_);
}

void Task::over() {
  const auto self = shared_from_this();
  guarded([this] { end(late()); });
}

void Task::cancel() {
  on_outcome_ = nullptr;
  if (!std::exchange(ended_, true)) close();
}

void Task::close() {
  closing(core::UniqueFd(descriptor_.is_open() ? descriptor_.release() : -1));
  if (is_linked()) unlink();
}

bool Task::adopt(core::UniqueFd fd) {
  ErrorCode error;
  descriptor_.assign(fd.get(), error);
  if (error) {
    unable("cannot watch a socket: " + error.message());
    return false;
  }
  static_cast<void>(fd.release());
  return true;
}

void Task::wait(For what) {
  const auto kind =
      what == For::kRead ? asio::posix::descriptor_base::wait_read : asio::posix::descriptor_base::wait_write;
  descriptor_.async_wait(kind,
                         [self = shared_from_this()](const ErrorCode&) { self->guarded([&] { self->ready(); }); });
}

void Task::end(Finding finding) {
  if (std::exchange(ended_, true)) return;
  outcome_.verdict = finding.verdict;
  outcome_.reason = std::move(finding.reason);
  outcome_.latency =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
  close();
  if (!starting_) return tell();
  asio::post(shared_.loop, [self = shared_from_this()] { self->tell(); });
}

void Task::tell() {
  if (!on_outcome_) return;
  const OnOutcome on_outcome = std::exchange(on_outcome_, nullptr);
  on_outcome(std::move(outcome_));
}

std::string Task::no_answer() const { return "no answer in " + timeout_text(); }

std::string Task::timeout_text() const { return duration_text(timeout_); }

}  // namespace shunt::health
