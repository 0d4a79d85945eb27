// SPDX-License-Identifier: Apache-2.0
#include "unit/health/checker/checking.h"

#include <boost/asio/post.hpp>

namespace shunt::test {
namespace {

using namespace std::chrono_literals;

class FakeProbe final : public health::Probe {
 public:
  FakeProbe(int& alive, std::shared_ptr<health::OnOutcome> on_outcome)
      : alive_(alive), on_outcome_(std::move(on_outcome)) {
    ++alive_;
  }
  ~FakeProbe() override { --alive_; }
  FakeProbe(const FakeProbe&) = delete;
  FakeProbe& operator=(const FakeProbe&) = delete;

 private:
  int& alive_;
  std::shared_ptr<health::OnOutcome> on_outcome_;
};

}  // namespace

std::unique_ptr<health::Probe> FakeProber::make(Answer answer, health::OnOutcome on_outcome) {
  auto told = std::make_shared<health::OnOutcome>(std::move(on_outcome));
  if (answer)
    boost::asio::post(loop_, [wanted = std::weak_ptr(told), outcome = *std::move(answer)] {
      const auto still = wanted.lock();
      if (still == nullptr) return;
      const auto tell = std::move(*still);  // the probe may be destroyed within it
      tell(outcome);
    });
  return std::make_unique<FakeProbe>(alive, std::move(told));
}

std::unique_ptr<health::Probe> FakeProber::probe(const model::Check& check, const health::Destination& destination,
                                                 health::OnOutcome on_outcome) {
  probes.push_back(check);
  destinations.push_back(destination);
  return make(on_probe ? on_probe(check, destination) : passed(), std::move(on_outcome));
}

std::unique_ptr<health::Probe> FakeProber::ping(const health::Destination& /*destination*/, std::uint32_t size,
                                                std::chrono::milliseconds /*timeout*/,
                                                health::OnOutcome on_outcome) {
  pings.push_back(size);
  return make(on_ping ? on_ping(size) : passed(), std::move(on_outcome));
}

health::Outcome passed(std::chrono::microseconds latency) { return {.latency = latency}; }

health::Outcome refused() {
  return {.verdict = health::Verdict::kFailed, .reason = "connect: refused", .refused = true};
}

health::Outcome timed_out() {
  return {.verdict = health::Verdict::kFailed, .reason = "connect: no answer", .latency = checking().timeout};
}

health::Outcome unable() { return {.verdict = health::Verdict::kUnable, .reason = "connect: out of descriptors"}; }

model::Check checking() {
  return {.port = 80,
          .interval = 1ms,
          .timeout = 1ms,
          .fast_interval = 1ms,
          .rise = 1,
          .fall = 1,
          .full_size = model::FullSize::kOff};
}

health::Target target(const model::Check& check, int number) {
  return {.backend = *net::IpAddress::parse("198.51.100." + std::to_string(number)),
          .address = *net::IpAddress::parse("192.0.2.10"),
          .check = std::make_shared<const model::Check>(check)};
}

void Checking::run_until(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + 10s;
  loop.restart();
  while (!condition() && std::chrono::steady_clock::now() < limit) {
    if (loop.run_one_until(limit) == 0) break;
  }
  ASSERT_TRUE(condition()) << "did not come true";
}

void Checking::run_probes(std::size_t count) {
  const auto end = prober.probes.size() + count;
  run_until([&] { return prober.probes.size() >= end; });
}

}  // namespace shunt::test
