// SPDX-License-Identifier: Apache-2.0
// dns: one question over UDP.
#include "health/probe/datagram_task.h"
#include "health/probe/dns_message.h"
#include "health/probe/tasks.h"

namespace shunt::health {
namespace {

class DnsTask final : public UdpQuestionTask {
 public:
  using UdpQuestionTask::UdpQuestionTask;

 private:
  core::Result<std::string> question() override {
    return dns_query(check().dns, static_cast<std::uint16_t>(shared().random()));
  }

  [[nodiscard]] std::string_view phase() const override { return "dns"; }

  std::optional<Finding> judge(std::string_view bytes) override {
    outcome().heard = true;
    return judge_dns(check().dns, asked(), bytes, expected());
  }
};

}  // namespace

TaskPointer make_dns_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome) {
  return std::make_shared<DnsTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
