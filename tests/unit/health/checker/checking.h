// SPDX-License-Identifier: Apache-2.0
// A checker's world: a loop, and a prober and paths that do what a test says.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "health/checker/checker.h"
#include "health/probe/probe.h"

namespace shunt::test {

/// Answers from the loop, as real probes do, or leaves a probe without an answer until it is destroyed.
class FakeProber final : public health::Prober {
 public:
  /// Nothing: no answer.
  using Answer = std::optional<health::Outcome>;
  std::function<Answer(const model::Check&, const health::Destination&)> on_probe;
  std::function<Answer(std::uint32_t size)> on_ping;

  explicit FakeProber(boost::asio::io_context& loop) : loop_(loop) {}

  std::unique_ptr<health::Probe> probe(const model::Check& check, const health::Destination& destination,
                                       health::OnOutcome on_outcome) override;
  std::unique_ptr<health::Probe> ping(const health::Destination& destination, std::uint32_t size,
                                      std::chrono::milliseconds timeout, health::OnOutcome on_outcome) override;

  std::vector<model::Check> probes;               ///< asked so far
  std::vector<health::Destination> destinations;  ///< of `probes`
  std::vector<std::uint32_t> pings;               ///< sizes
  int alive = 0;                                  ///< that are not destroyed

 private:
  std::unique_ptr<health::Probe> make(Answer answer, health::OnOutcome on_outcome);
  boost::asio::io_context& loop_;
};

class FakePaths final : public health::Paths {
 public:
  health::Path path_of(const health::Target& /*target*/) override {
    ++asked;
    return path;
  }
  health::Path path{.mark = 7, .version = 1, .full_size = 1500};
  int asked = 0;
};

health::Outcome passed(std::chrono::microseconds latency = std::chrono::microseconds(10));
/// At once: the backend has said no.
health::Outcome refused();
/// After all of the time of checking(): nothing came.
health::Outcome timed_out();
health::Outcome unable();

/// tcp through the dataplane, every millisecond, without full-size probes; one result decides.
model::Check checking();

/// 198.51.100.`number` behind 192.0.2.10.
health::Target target(const model::Check& check, int number = 11);

class Checking : public testing::Test {
 protected:
  Checking()
      : prober(loop), checker(loop, prober, paths, [this](const health::Check& check) { on_change(check); }) {}

  /// Fails the test if it does not come true.
  void run_until(const std::function<bool()>& condition);
  /// Until it has been asked `count` times more.
  void run_probes(std::size_t count);
  const health::CheckStatus& status(const health::Target& target) { return checker.find(target)->status(); }

  boost::asio::io_context loop{1};
  FakeProber prober;
  FakePaths paths;
  int changes = 0;
  std::function<void(const health::Check&)> on_change = [this](const health::Check&) { ++changes; };
  health::Checker checker;
};

}  // namespace shunt::test
