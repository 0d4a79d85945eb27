// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "health/probe/probe.h"
#include "health/probe/shared.h"
#include "health/probe/tasks.h"

namespace shunt::health {
namespace {

class TaskProbe final : public Probe {
 public:
  explicit TaskProbe(TaskPointer task) : task_(std::move(task)) { task_->start(); }
  ~TaskProbe() override { task_->cancel(); }
  TaskProbe(const TaskProbe&) = delete;
  TaskProbe& operator=(const TaskProbe&) = delete;

 private:
  TaskPointer task_;
};

/// Of the IP packet of a check of type icmp: as ping(8) sends.
constexpr std::uint32_t kEchoSize = 84;

/// Says why there is no probe.
class UnableTask final : public Task {
 public:
  UnableTask(Shared& shared, std::string reason, OnOutcome on_outcome)
      : Task(shared, {}, std::move(on_outcome)), reason_(std::move(reason)) {}

 private:
  void begin() override { unable(reason_); }
  void ready() override {}
  Finding late() override { return {}; }

  std::string reason_;
};

class TaskProber final : public Prober {
 public:
  ~TaskProber() override {
    if (shared_.script_threads) shared_.script_threads->join();
  }
  TaskProber(const TaskProber&) = delete;
  TaskProber& operator=(const TaskProber&) = delete;

  TaskProber(boost::asio::io_context& loop, Sockets& sockets, std::uint16_t first_identifier,
             std::uint16_t last_identifier)
      : shared_{.loop = loop,
                .sockets = sockets,
                .first_identifier = first_identifier,
                .last_identifier = last_identifier} {
    // Asio's epoll and its descriptors are made with the first timer: now, not when descriptors may be out.
    const boost::asio::steady_timer first(loop);
  }

  std::unique_ptr<Probe> probe(const model::Check& check, const Destination& destination,
                               OnOutcome on_outcome) override {
    return std::make_unique<TaskProbe>(make_task(check, destination, std::move(on_outcome)));
  }

  std::unique_ptr<Probe> ping(const Destination& destination, std::uint32_t size,
                              std::chrono::milliseconds timeout, OnOutcome on_outcome) override {
    return std::make_unique<TaskProbe>(make_icmp_task(shared_, destination, size, timeout, std::move(on_outcome)));
  }

 private:
  TaskPointer make_task(const model::Check& check, const Destination& destination, OnOutcome on_outcome) {
    switch (check.type) {
      case model::CheckType::kTcp: return make_tcp_task(shared_, check, destination, std::move(on_outcome));
      case model::CheckType::kHttp: return make_http_task(shared_, check, destination, std::move(on_outcome));
      case model::CheckType::kHttps: return make_https_task(shared_, check, destination, std::move(on_outcome));
      case model::CheckType::kUdp: return make_udp_task(shared_, check, destination, std::move(on_outcome));
      case model::CheckType::kDns: return make_dns_task(shared_, check, destination, std::move(on_outcome));
      case model::CheckType::kAgent: return make_agent_task(shared_, check, destination, std::move(on_outcome));
      case model::CheckType::kScript: return make_script_task(shared_, check, destination, std::move(on_outcome));
      case model::CheckType::kIcmp:
        return make_icmp_task(shared_, destination, kEchoSize, check.timeout, std::move(on_outcome));
    }
    return std::make_shared<UnableTask>(shared_, "no probe is known for this type of check",
                                        std::move(on_outcome));
  }

  Shared shared_;
};

}  // namespace

std::unique_ptr<Prober> make_prober(boost::asio::io_context& loop, Sockets& sockets, std::uint16_t first_port,
                                    std::uint16_t last_port) {
  return std::make_unique<TaskProber>(loop, sockets, first_port, last_port);
}

}  // namespace shunt::health
