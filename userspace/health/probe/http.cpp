// SPDX-License-Identifier: Apache-2.0
// http: one request, one answer.
#include <cerrno>
#include <optional>

#include "health/probe/http_answer.h"
#include "health/probe/http_request.h"
#include "health/probe/stream_task.h"
#include "health/probe/tasks.h"

namespace shunt::health {
namespace {

class HttpTask final : public StreamTask {
 public:
  using StreamTask::StreamTask;

 private:
  void begin() override {
    auto pattern = shared().patterns.get(check().expect);
    if (!pattern) return unable(pattern.error().message());
    answer_.emplace(check().http, std::move(*pattern));
    request_ = http_request_text(check(), destination().address, 80);
    to_send_ = request_;
    StreamTask::begin();
  }

  void connected() override {
    write();
    // Nothing can have come yet.
    if (!ended() && to_send_.empty()) wait(For::kRead);
  }

  void proceed() override {
    if (!to_send_.empty()) return connected();
    read();
  }

  void write() {
    const int error = send(to_send_);
    if (error == EAGAIN) return wait(For::kWrite);
    if (error != 0) end(finding_of_errno("HTTP", error, Teller::kNetwork));
  }

  void read() {
    for (;;) {
      const auto [bytes, error] = receive();
      if (error == EAGAIN) break;
      if (error != 0) return end(finding_of_errno("HTTP", error, Teller::kNetwork));
      if (bytes.empty()) return end(answer_->end());
      if (auto finding = answer_->feed(bytes)) return end(std::move(*finding));
    }
    if (auto finding = answer_->pause()) return end(std::move(*finding));
    wait(For::kRead);
  }

  Finding late_answer() override { return {Verdict::kFailed, answer_->late(timeout_text())}; }

  std::optional<HttpAnswer> answer_;
  std::string request_;
  std::string_view to_send_;
};

}  // namespace

TaskPointer make_http_task(Shared& shared, const model::Check& check, const Destination& destination,
                           OnOutcome on_outcome) {
  return std::make_shared<HttpTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
