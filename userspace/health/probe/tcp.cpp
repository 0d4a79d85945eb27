// SPDX-License-Identifier: Apache-2.0
// tcp: connects; sends and looks for a pattern if the check says so.
#include <cerrno>
#include <optional>

#include "health/probe/pattern.h"
#include "health/probe/stream_task.h"
#include "health/probe/tasks.h"
#include "health/text/text.h"

namespace shunt::health {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{64} << 10;

class TcpTask final : public StreamTask {
 public:
  using StreamTask::StreamTask;

 private:
  void begin() override {
    auto pattern = shared().patterns.get(check().expect);
    if (!pattern) return unable(pattern.error().message());
    if (*pattern) search_.emplace(std::move(*pattern), kMaxAnswer);
    to_send_ = check().send;
    StreamTask::begin();
  }

  [[nodiscard]] bool speaks_first() const override { return !search_ || !to_send_.empty(); }

  void connected() override {
    if (to_send_.empty() && !search_) return pass();
    proceed();
  }

  void proceed() override {
    if (const int error = send(to_send_); error == EAGAIN) {
      return wait(For::kWrite);
    } else if (error != 0) {
      return end(finding_of_errno("tcp", error, Teller::kNetwork));
    }
    if (!search_) {
      close_gently();
      return pass();
    }
    read_answer();
  }

  void read_answer() {
    for (;;) {
      const auto [bytes, error] = receive();
      if (error == EAGAIN) break;
      if (error != 0) return end(finding_of_errno("tcp", error, Teller::kNetwork));
      if (bytes.empty()) return search_->found(Search::At::kEnd) ? pass() : closed();
      received_ += bytes.size();
      search_->add(bytes);
      if (search_->exhausted())
        return search_->found(Search::At::kEnd) ? pass() : fail("tcp: 64 KiB without what is expected");
    }
    if (search_->found(Search::At::kPause)) return pass();
    wait(For::kRead);
  }

  void closed() { fail("tcp: connection closed after " + size_text(received_) + " without what is expected"); }

  Finding late_answer() override {
    if (received_ == 0) return {Verdict::kFailed, "tcp: " + no_answer()};
    if (search_->found(Search::At::kEnd)) return {};
    return {Verdict::kFailed,
            "tcp: " + size_text(received_) + " in " + timeout_text() + " without what is expected"};
  }

  std::optional<Search> search_;
  std::string_view to_send_;
  std::size_t received_ = 0;
};

}  // namespace

TaskPointer make_tcp_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome) {
  return std::make_shared<TcpTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
