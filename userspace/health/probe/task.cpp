// SPDX-License-Identifier: Apache-2.0
#include "health/probe/task.h"

#include <sys/epoll.h>

#include <boost/asio/post.hpp>
#include <cstring>
#include <utility>

#include "health/text/text.h"

namespace shunt::health {

namespace asio = boost::asio;

Task::Task(Shared& shared, std::chrono::milliseconds timeout, OnOutcome on_outcome)
    : shared_(shared), on_outcome_(std::move(on_outcome)), timeout_(timeout) {}

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
  if (descriptor_.valid()) shared_.readiness.unwatch(descriptor_.get());
  closing(std::move(descriptor_));
  if (is_linked()) unlink();
}

bool Task::adopt(Descriptor descriptor) {
  if (const int error = shared_.readiness.watch(descriptor.fd.get(), *this, descriptor.again); error != 0) {
    unable(std::string("cannot watch a descriptor: ") + std::strerror(error));
    return false;
  }
  descriptor_ = std::move(descriptor.fd);
  return true;
}

void Task::wait(For what) {
  wanted_ = what == For::kRead ? EPOLLIN : EPOLLOUT;
  if ((wanted_ & changes_) != 0) go_on();
}

void Task::go_on() {
  asio::post(shared_.loop, [self = shared_from_this()] { self->take_turn(); });
}

void Task::changed(std::uint32_t events) {
  const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
  if (broken || (events & (EPOLLIN | EPOLLRDHUP)) != 0) changes_ |= EPOLLIN;
  if (broken || (events & EPOLLOUT) != 0) changes_ |= EPOLLOUT;
  const auto self = shared_from_this();
  if ((wanted_ & changes_) != 0) take_turn();
}

void Task::take_turn() {
  changes_ &= ~std::exchange(wanted_, 0);
  guarded([this] { ready(); });
}

void Task::end(Finding finding) {
  if (std::exchange(ended_, true)) return;
  outcome_.verdict = finding.verdict;
  outcome_.reason = std::move(finding.reason);
  outcome_.refused = finding.refused;
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
