// SPDX-License-Identifier: Apache-2.0
// agent: connects, sends what the check says, reads a line.
#include "health/agent/agent.h"

#include <cerrno>

#include "health/probe/stream_task.h"
#include "health/probe/tasks.h"

namespace shunt::health {
namespace {

constexpr std::size_t kMaxLine = 1024;

class AgentTask final : public StreamTask {
 public:
  using StreamTask::StreamTask;

 private:
  void begin() override {
    to_send_ = check().send;
    StreamTask::begin();
  }

  [[nodiscard]] bool speaks_first() const override { return !to_send_.empty(); }

  void connected() override { proceed(); }

  void proceed() override {
    if (const int error = send(to_send_); error == EAGAIN) {
      return wait(For::kWrite);
    } else if (error != 0) {
      return end(finding_of_errno("agent", error, Teller::kNetwork));
    }
    for (;;) {
      const auto [bytes, error] = receive();
      if (error == EAGAIN) return wait(For::kRead);
      if (error != 0) return end(finding_of_errno("agent", error, Teller::kNetwork));
      line_ += bytes.substr(0, kMaxLine - line_.size());
      if (bytes.empty() || line_.size() == kMaxLine || line_.find('\n') != std::string::npos) return judge();
    }
  }

  void judge() {
    if (line_.empty()) return fail("agent: connection closed without an answer");
    AgentAnswer answer = read_agent(line_);
    outcome().agent = std::move(answer.report);
    if (answer.reason.empty()) return pass();
    fail(std::move(answer.reason));
  }

  Finding late_answer() override {
    return {Verdict::kFailed,
            "agent: " + (line_.empty() ? no_answer() : "the line did not end in " + timeout_text())};
  }

  std::string_view to_send_;
  std::string line_;
};

}  // namespace

TaskPointer make_agent_task(Shared& shared, const model::Check& check, const Destination& destination,
                            OnOutcome on_outcome) {
  return std::make_shared<AgentTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
