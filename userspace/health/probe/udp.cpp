// SPDX-License-Identifier: Apache-2.0
// udp: sends a datagram and waits for one that is expected.
#include "health/probe/datagram_task.h"
#include "health/probe/tasks.h"

namespace shunt::health {
namespace {

class UdpTask final : public UdpQuestionTask {
 public:
  using UdpQuestionTask::UdpQuestionTask;

 private:
  core::Result<std::string> question() override { return check().send; }

  [[nodiscard]] std::string_view phase() const override { return "udp"; }

  std::optional<Finding> judge(std::string_view bytes) override {
    if (!expected() || holds(*expected(), bytes)) return Finding{};
    ++others_;
    outcome().heard = true;
    return std::nullopt;
  }

  Finding late() override {
    if (others_ == 0) return DatagramTask::late();
    return {Verdict::kFailed, "udp: " + std::to_string(others_) + (others_ == 1 ? " answer" : " answers") +
                                  " in " + timeout_text() + " without what is expected"};
  }

  std::uint64_t others_ = 0;
};

}  // namespace

TaskPointer make_udp_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome) {
  return std::make_shared<UdpTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
