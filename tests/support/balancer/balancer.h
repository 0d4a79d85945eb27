// SPDX-License-Identifier: Apache-2.0
// The real program and all that the controller does to its maps: publisher, upkeep, pins, restart. The clock is
// the test's, and packets go through by BPF_PROG_TEST_RUN: between two packets, nothing happens but what the test
// asks for.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/forwarder/pins.h"
#include "dataplane/publish/publisher.h"
#include "dataplane/publish/upkeep.h"
#include "support/balancer/tuple.h"
#include "support/outcome/run.h"

namespace shunt::balancer {

/// A service that shall be, and what each of its backends may take.
struct Wanted {
  model::Service config;
  std::vector<dataplane::Share> shares;

  Wanted& add(const net::IpAddress& backend, std::uint32_t weight = 1);
  Wanted& add(const char* backend, std::uint32_t weight = 1);
  void remove(const net::IpAddress& backend);
  void remove(const char* backend);
  dataplane::Share& share(const net::IpAddress& backend);
  dataplane::Share& share(const char* backend);
  void drain(const char* backend) { share(backend) = {.weight = 0, .alive = true}; }
  void fail(const char* backend) { share(backend) = {.weight = 0, .alive = false}; }
  void serve(const char* backend, std::uint32_t weight = 1) { share(backend) = {.weight = weight, .alive = true}; }
};

/// Seconds of silence, and places for flows.
struct Settings {
  std::uint32_t flow_buckets = 1024;
  std::uint32_t idle_tcp = 50;
  std::uint32_t idle_udp = 30;
  std::uint32_t new_flows = 1'000'000'000;
};

class Balancer {
 public:
  /// Whether this process may do it; the Error says what is missing.
  static core::Result<void> available();

  /// Cost: 0.3 s, the verifier's.
  static core::Result<std::unique_ptr<Balancer>> load(const Settings& settings = {});

  /// All that was ever published, recorded and counted is gone; the program stays. As new, without its cost.
  void begin_anew();

  /// Keys of the flow table instead of random ones, so that a run can be repeated; the table must be empty.
  template <typename Random>
  void use_flow_keys(Random random) {
    for (int i = 0; i < 8; ++i) memory().control->flow_keys[i] = i <= 4 ? random() | 1 : random();
  }

  /// What publish() shall make of the maps. Addresses stay valid.
  std::deque<Wanted> wanted;
  /// A service of 31 slots; 80/tcp and 53/udp.
  Wanted& service(const std::string& name, const char* vip,
                  model::Scheduler scheduler = model::Scheduler::kMaglev);

  /// As Publisher::publish(). False: the test has failed.
  bool publish(dataplane::Allow allow = {});
  core::Result<dataplane::PublishReport> try_publish(dataplane::Allow allow = {});

  /// Moves the clock, and lets the controller know.
  void pass(std::uint32_t seconds);
  /// Moves the clock of a controller that does nothing else.
  [[nodiscard]] std::uint32_t clock() const { return clock_; }

  /// All of the flow table.
  void sweep();
  /// The next slice. @return whether the whole table has been seen
  bool sweep(std::size_t buckets) { return running_->upkeep.sweep(buckets); }

  /// The controller is gone, its pins stay; another one loads a program of its own, goes on with what is pinned,
  /// publishes what is wanted, and replaces it. False: the test has failed.
  bool restart();

  /// One packet. @return the backend that it goes to; nothing: dropped or passed
  std::optional<net::IpAddress> send(const Tuple& tuple, std::uint8_t flags = kAck, std::uint32_t sequence = 1);
  [[nodiscard]] const outcome::Run& last_run() const { return run_; }

  /// SYNs that were sent to a backend of the published service, if that watches them.
  [[nodiscard]] shunt_syn_counters syns(const std::string& service, const net::IpAddress& backend) const;

  /// What happened to the flow table since begin_anew() or load().
  [[nodiscard]] shunt_flow_counters flow_stats() const;

  [[nodiscard]] const dataplane::MapMemory& memory() const { return running_->forwarder->memory(); }
  [[nodiscard]] const dataplane::Forwarder& forwarder() const { return *running_->forwarder; }
  [[nodiscard]] dataplane::Publisher& publisher() { return running_->publisher; }
  [[nodiscard]] dataplane::Upkeep& upkeep() { return running_->upkeep; }
  /// The version of a service that is published; ends the test program if there is none.
  [[nodiscard]] const dataplane::PublishedService& published(const std::string& name) const;
  /// Recorded flows that are not over.
  [[nodiscard]] std::size_t recorded() const;

 private:
  /// A controller's lifetime.
  struct Running {
    explicit Running(std::unique_ptr<dataplane::Forwarder> loaded);
    std::unique_ptr<dataplane::Forwarder> forwarder;
    dataplane::Publisher publisher;
    dataplane::Upkeep upkeep;
  };

  explicit Balancer(const Settings& settings) : settings_(settings) {}
  void start(std::unique_ptr<dataplane::Forwarder> forwarder);
  [[nodiscard]] dataplane::DesiredState desired() const;

  Settings settings_;
  std::uint32_t clock_ = 0;
  std::unique_ptr<Running> running_;
  std::optional<dataplane::Pins> pins_;
  shunt_flow_counters counted_before_{};
  std::uint64_t refused_ = 0;
  outcome::Run run_;
};

}  // namespace shunt::balancer
