// SPDX-License-Identifier: Apache-2.0
// udp: sends a datagram and waits for one that is expected.
#include <sys/socket.h>

#include "health/probe/datagram_task.h"
#include "health/probe/pattern.h"
#include "health/probe/tasks.h"
#include "health/text/text.h"

namespace shunt::health {
namespace {

class UdpTask final : public DatagramTask {
 public:
  UdpTask(Shared& shared, const model::Check& check, const Destination& destination, OnOutcome on_outcome)
      : DatagramTask(shared, check.timeout, destination, std::move(on_outcome)), check_(check) {}

 private:
  void begin() override {
    auto pattern = shared().patterns.get(check_.expect);
    if (!pattern) return unable(pattern.error().message());
    expect_ = std::move(*pattern);
    ask(SOCK_DGRAM, 0, check_.port, check_.send);
  }

  [[nodiscard]] std::string_view phase() const override { return "udp"; }

  std::optional<Finding> judge(std::string_view bytes) override {
    if (!expect_ || holds(*expect_, bytes)) return Finding{};
    ++others_;
    outcome().heard = true;
    return std::nullopt;
  }

  Finding late() override {
    if (others_ == 0) return DatagramTask::late();
    return {Verdict::kFailed, "udp: " + std::to_string(others_) + (others_ == 1 ? " answer" : " answers") +
                                  " in " + timeout_text() + " without what is expected"};
  }

  const model::Check& check_;
  Pattern expect_;
  std::uint64_t others_ = 0;
};

}  // namespace

TaskPointer make_udp_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome) {
  return std::make_shared<UdpTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
