// SPDX-License-Identifier: Apache-2.0
#include "unit/health/probe/probing.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>

namespace shunt::test {

core::Result<health::Descriptor> DirectSockets::open(const health::Destination& destination, int type,
                                                     int protocol) {
  const int domain = destination.address.family() == net::Family::kIpv4 ? AF_INET : AF_INET6;
  core::UniqueFd fd(::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (!fd.valid()) return core::Error::from_errno("cannot open a socket", errno);
  return health::Descriptor{.fd = std::move(fd)};
}

Probing::Probing() : prober(health::make_prober(loop, sockets, 1000, 1999)) {}

Probing::~Probing() = default;

health::Destination to(const std::string& address) {
  const auto parsed = net::IpAddress::parse(address).value();
  return {.address = parsed, .backend = parsed, .target = std::nullopt};
}

health::Outcome Probing::outcome(const std::function<std::unique_ptr<health::Probe>(health::OnOutcome)>& begin) {
  std::optional<health::Outcome> found;
  bool made = false;
  const auto probe = begin([&](health::Outcome outcome) {
    EXPECT_TRUE(made) << "told before the probe was there";
    EXPECT_FALSE(found) << "told twice";
    found = std::move(outcome);
  });
  made = true;
  loop.restart();
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!found && std::chrono::steady_clock::now() < limit) loop.run_one_until(limit);
  EXPECT_TRUE(found) << "no outcome";
  return found.value_or(health::Outcome{});
}

health::Outcome Probing::ask(const model::Check& check, const std::string& address) {
  return outcome([&](health::OnOutcome told) { return prober->probe(check, to(address), std::move(told)); });
}

health::Outcome Probing::ping(const std::string& address, std::uint32_t size, std::chrono::milliseconds timeout) {
  return outcome(
      [&](health::OnOutcome told) { return prober->ping(to(address), size, timeout, std::move(told)); });
}

model::Check check_of(model::CheckType type, std::uint16_t port) {
  model::Check check;
  check.type = type;
  check.via = model::CheckVia::kDirect;
  check.port = port;
  check.timeout = std::chrono::seconds(1);
  return check;
}

}  // namespace shunt::test
