// SPDX-License-Identifier: Apache-2.0
// dns: one question over UDP.
#include <sys/socket.h>

#include "health/probe/datagram_task.h"
#include "health/probe/dns_message.h"
#include "health/probe/tasks.h"

namespace shunt::health {
namespace {

class DnsTask final : public DatagramTask {
 public:
  DnsTask(Shared& shared, const model::Check& check, const Destination& destination, OnOutcome on_outcome)
      : DatagramTask(shared, check.timeout, destination, std::move(on_outcome)), check_(check) {}

 private:
  void begin() override {
    auto pattern = shared().patterns.get(check_.expect);
    if (!pattern) return unable(pattern.error().message());
    expect_ = std::move(*pattern);
    auto query = dns_query(check_.dns, static_cast<std::uint16_t>(shared().random()));
    if (!query) return unable(query.error().message());
    query_ = std::move(*query);
    ask(SOCK_DGRAM, 0, check_.port, query_);
  }

  [[nodiscard]] std::string_view phase() const override { return "dns"; }

  std::optional<Finding> judge(std::string_view bytes) override {
    outcome().heard = true;
    return judge_dns(check_.dns, query_, bytes, expect_);
  }

  const model::Check& check_;
  Pattern expect_;
  std::string query_;
};

}  // namespace

TaskPointer make_dns_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome) {
  return std::make_shared<DnsTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
