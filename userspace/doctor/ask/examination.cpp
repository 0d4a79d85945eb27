// SPDX-License-Identifier: Apache-2.0
#include "doctor/ask/examination.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace shunt::doctor {
namespace {

using namespace std::chrono_literals;

constexpr auto kTimeout = 1000ms;
constexpr auto kSizeTimeout = 400ms;
constexpr std::uint32_t kSmallPing = 84;
constexpr std::uint32_t kSizesAtOnce = 12;
constexpr std::size_t kMostPorts = 8;

/// Who answers at a port, or to a ping.
Heard heard_of(const health::Outcome& outcome) {
  if (outcome.verdict == health::Verdict::kPassed || outcome.heard) return {Reply::kAnswered, ""};
  if (outcome.refused) return {Reply::kRefused, outcome.reason};
  return {outcome.verdict == health::Verdict::kUnable ? Reply::kUnable : Reply::kSilent, outcome.reason};
}

/// Of a check, only what passes is well.
Heard judged(const health::Outcome& outcome) {
  if (outcome.verdict == health::Verdict::kPassed) return {Reply::kAnswered, ""};
  return {outcome.verdict == health::Verdict::kUnable ? Reply::kUnable : Reply::kRefused, outcome.reason};
}

/// The first port of each range; of `any` there is none to ask.
std::vector<PortHeard> ports_of(const std::vector<model::PortRange>& ranges) {
  std::vector<PortHeard> ports;
  for (const auto& range : ranges) {
    if (range.first == 0 || ports.size() >= kMostPorts) continue;
    ports.push_back({.port = range.first, .protocol = range.protocol.value_or(net::Protocol::kTcp)});
  }
  return ports;
}

model::Check port_check(const PortHeard& port) {
  return {.type = port.protocol == net::Protocol::kTcp ? model::CheckType::kTcp : model::CheckType::kUdp,
          .port = port.port,
          .timeout = kTimeout,
          .full_size = model::FullSize::kOff};
}

std::string name_of(const model::Check& check, const net::IpAddress& address) {
  auto name = std::string(to_string(check.type)) + " " + address.to_string();
  return check.port == 0 ? name : name + " port " + std::to_string(check.port);
}

}  // namespace

Examination::Examination(boost::asio::io_context& loop, health::Prober& prober, Order order,
                         std::function<void(const BackendFacts&)> on_end)
    : loop_(loop), prober_(prober), order_(std::move(order)), on_end_(std::move(on_end)) {
  if (!order_.tunnel && order_.facts.no_tunnel.empty()) order_.facts.no_tunnel = "there is no way to the backend";
  ++waiting_;
  then(order_.facts.obstacle.empty() ? &Examination::ask_hosts : &Examination::end);
  one_done();
}

void Examination::ask_hosts() {
  auto& facts = order_.facts;
  ping(facts.backend, {}, kSmallPing, kTimeout,
       [&](const health::Outcome& outcome) { facts.ping = heard_of(outcome); });
  if (order_.tunnel)
    ping(facts.vip, order_.tunnel->mark, kSmallPing, kTimeout,
         [&](const health::Outcome& outcome) { facts.vip_ping = heard_of(outcome); });
  if (facts.forwarding != model::Forwarding::kL2 && order_.source) {
    ++waiting_;
    tunnel_probe_ = std::make_unique<TunnelProbe>(loop_,
                                                  TunnelProbe::Question{.backend = facts.backend,
                                                                        .source = *order_.source,
                                                                        .vip = facts.vip,
                                                                        .vip_source = order_.vip_source,
                                                                        .forwarding = facts.forwarding,
                                                                        .gue_port = facts.gue_port},
                                                  [this](const TunnelProbe::Answer& answer) {
                                                    order_.facts.tunnel_ping = answer.ping;
                                                    order_.facts.objection = answer.objection;
                                                    order_.facts.objects_to_others = answer.objects_to_others;
                                                    one_done();
                                                  });
  }
  then(&Examination::ask_ports);
}

void Examination::ask_ports() {
  auto& facts = order_.facts;
  facts.ports = ports_of(order_.ports);
  asked_.reserve(facts.ports.size());
  for (auto& port : facts.ports) {
    const auto& check = asked_.emplace_back(port_check(port));
    probe(check, facts.backend, {},
          [&port](const health::Outcome& outcome) { port.at_backend = heard_of(outcome); });
    if (order_.tunnel)
      probe(check, facts.vip, order_.tunnel->mark,
            [&port](const health::Outcome& outcome) { port.at_vip = heard_of(outcome); });
  }
  then(&Examination::ask_checks);
}

// Only what is asked directly can be asked without the tunnel; of the others it is told that they were not.
void Examination::ask_checks() {
  auto& facts = order_.facts;
  facts.checks.reserve(order_.checks.size());
  for (const auto& check : order_.checks) {
    const bool direct = check.via == model::CheckVia::kDirect;
    const auto& address = direct ? facts.backend : facts.vip;
    auto& heard = facts.checks.emplace_back(CheckHeard{.asked = name_of(check, address), .heard = {}});
    if (!direct && !order_.tunnel) continue;
    const auto target = direct ? std::nullopt : std::optional(order_.tunnel->mark);
    probe(check, address, target, [&heard](const health::Outcome& outcome) { heard.heard = judged(outcome); });
  }
  then(&Examination::ask_full_size);
}

void Examination::ask_full_size() {
  auto& facts = order_.facts;
  if (!order_.tunnel || order_.tunnel->full_size <= kSmallPing || facts.vip_ping.reply != Reply::kAnswered) {
    then(&Examination::end);
    return;
  }
  facts.full_size = {.asked = order_.tunnel->full_size, .largest = kSmallPing};
  too_large_ = facts.full_size.asked + 1;
  // Twice, as a packet may be lost by chance.
  for (int i = 0; i < 2; ++i)
    ping(facts.vip, order_.tunnel->mark, facts.full_size.asked, kSizeTimeout,
         [&facts](const health::Outcome& outcome) {
           if (outcome.verdict == health::Verdict::kPassed) facts.full_size.largest = facts.full_size.asked;
         });
  then(&Examination::narrow);
}

// Between what arrives and what does not, several sizes at once, until there is nothing between them.
void Examination::narrow() {
  auto& found = order_.facts.full_size;
  if (too_large_ == found.asked + 1 && found.largest < found.asked) too_large_ = found.asked;
  const auto between = too_large_ - found.largest - 1;
  if (too_large_ > found.asked || between == 0) {
    then(&Examination::end);
    return;
  }
  const auto first = found.largest;
  const auto steps = std::min(between, kSizesAtOnce);
  const auto before =
      std::exchange(too_large_, first + 1);  // of the sizes below, the largest that arrives decides
  for (std::uint32_t i = 1; i <= steps; ++i) {
    const auto size = first + between * i / steps;
    const auto larger = i == steps ? before : first + between * (i + 1) / steps;
    if (i == 1) too_large_ = size;
    ping(order_.facts.vip, order_.tunnel->mark, size, kSizeTimeout,
         [this, size, larger](const health::Outcome& outcome) {
           auto& known = order_.facts.full_size;
           if (outcome.verdict != health::Verdict::kPassed || size < known.largest) return;
           known.largest = size;
           too_large_ = larger;
         });
  }
  then(&Examination::narrow);
}

void Examination::end() {
  if (on_end_) std::exchange(on_end_, nullptr)(order_.facts);
}

void Examination::ping(const net::IpAddress& address, std::optional<std::uint32_t> target, std::uint32_t size,
                       std::chrono::milliseconds timeout, Store store) {
  ++waiting_;
  probes_.push_back(prober_.ping({.address = address, .backend = order_.facts.backend, .target = target}, size,
                                 timeout, counted(std::move(store))));
}

void Examination::probe(const model::Check& check, const net::IpAddress& address,
                        std::optional<std::uint32_t> target, Store store) {
  ++waiting_;
  probes_.push_back(prober_.probe(check, {.address = address, .backend = order_.facts.backend, .target = target},
                                  counted(std::move(store))));
}

health::OnOutcome Examination::counted(Store store) {
  return [this, store = std::move(store)](const health::Outcome& outcome) {
    store(outcome);
    one_done();
  };
}

// When all that is asked now has ended. Whatever asks nothing goes on by the loop, never from within.
void Examination::then(Next next) {
  next_ = next;
  if (waiting_ == 0) {
    ++waiting_;
    one_done();
  }
}

void Examination::one_done() {
  if (--waiting_ != 0) return;
  boost::asio::post(loop_, [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    probes_.clear();
    (this->*std::exchange(next_, nullptr))();
  });
}

}  // namespace shunt::doctor
