// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "health/probe/http_request.h"
#include "health/probe/http_task.h"
#include "health/probe/tasks.h"

namespace shunt::health {
namespace {

// 64 KiB: an answer without an end has to leave the loop to others.
constexpr int kPortionsAtOnce = 4;

}  // namespace

void HttpTask::begin() {
  auto pattern = shared().patterns.get(check().expect);
  if (!pattern) return unable(pattern.error().message());
  answer_.emplace(check().http, std::move(*pattern));
  request_ = http_request_text(check(), destination().address, default_port());
  to_send_ = request_;
  StreamTask::begin();
}

void HttpTask::connected() { exchange(); }

void HttpTask::proceed() { exchange(); }

void HttpTask::exchange() {
  if (to_send_.empty()) return read_answer();
  const int error = put(to_send_);
  if (error == EAGAIN) return wait(waiting_for(For::kWrite));
  if (error != 0) return end(broken(error));
  wait(For::kRead);  // nothing can have come yet
}

void HttpTask::read_answer() {
  for (int i = 0; i < kPortionsAtOnce; ++i) {
    const auto [bytes, error] = get();
    if (error == EAGAIN) {
      if (auto finding = answer_->pause()) return end(std::move(*finding));
      return wait(waiting_for(For::kRead));
    }
    if (error != 0) return end(broken(error));
    if (bytes.empty()) return end(answer_->end());
    if (auto finding = answer_->feed(bytes)) return end(std::move(*finding));
  }
  go_on();
}

Finding HttpTask::late_answer() { return {Verdict::kFailed, answer_->late(timeout_text())}; }

TaskPointer make_http_task(Shared& shared, const model::Check& check, const Destination& destination,
                           OnOutcome on_outcome) {
  return std::make_shared<HttpTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
