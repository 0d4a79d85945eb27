// SPDX-License-Identifier: Apache-2.0
// A look at a packet's way: it is the way that the packet takes, and leaves nothing behind.
#include <cstring>

#include "bpf/tracking/tracking_test.h"
#include "dataplane/observe/look_program.h"
#include "shunt/reasons.h"

namespace shunt::tracking {
namespace {

using dataplane::Look;
using dataplane::LookProgram;
using model::Scheduler;

std::string text_of(const packet::Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

outcome::Verdict verdict_of(std::uint32_t action) {
  constexpr std::array kByAction{outcome::Verdict::kDrop, outcome::Verdict::kPass, outcome::Verdict::kTransmit,
                                 outcome::Verdict::kRedirect};
  return kByAction.at(action - 1);
}

// All that packets may change in maps.
std::string memory_of(const balancer::Balancer& balancer) {
  std::string all;
  const auto add = [&all](const auto& rows) {
    all.append(reinterpret_cast<const char*>(rows.data()), rows.size_bytes());
  };
  const auto& memory = balancer.memory();
  add(memory.flows.show(0, memory.flows.size()).rows());
  add(memory.flow_names.show(0, memory.flow_names.size()).rows());
  add(memory.backend_flows);
  const auto stats = balancer.flow_stats();
  all.append(reinterpret_cast<const char*>(&stats), sizeof(stats));
  const auto add_counters = [&all](const auto& rows) {
    for (const auto& row : rows)
      for (const auto& cpu : row) all.append(reinterpret_cast<const char*>(&cpu), sizeof(cpu));
  };
  const auto& forwarder = balancer.forwarder();
  add_counters(forwarder.read_backend_stats());
  add_counters(forwarder.read_service_drops());
  add_counters(forwarder.read_reason_stats());
  add_counters(forwarder.read_interface_stats());
  return all;
}

class Looks : public Tracking {
 protected:
  /// Of a packet; checks that it left nothing behind, and that the packet then takes that way.
  Look look(const packet::Bytes& frame) {
    if (program_ == nullptr || forwarder_ != &lb().forwarder()) {
      forwarder_ = &lb().forwarder();
      auto loaded = LookProgram::load(*forwarder_);
      EXPECT_TRUE(loaded) << loaded.error().message();
      program_ = *std::move(loaded);
    }
    const bool compares = looks_++ % 5 == 0;  // which takes its time
    const auto before = compares ? memory_of(lb()) : "";
    const auto look = program_->look(text_of(frame), 0);
    EXPECT_TRUE(look) << look.error().message();
    if (compares) {
      EXPECT_TRUE(memory_of(lb()) == before) << "a look has changed something";
    }
    return *look;
  }
  Look look(std::uint32_t client, std::uint8_t flags, net::Protocol protocol = net::Protocol::kTcp) {
    return look(balancer::frame(balancer::client_of(address(family().vip), client, protocol), flags));
  }
  /// Looks, then sends the packet itself. @return the choice
  shunt_choice look_and_go(std::uint32_t client, std::uint8_t flags,
                           net::Protocol protocol = net::Protocol::kTcp) {
    const auto seen = look(client, flags, protocol);
    const auto went = lb().send(balancer::client_of(address(family().vip), client, protocol), flags);
    EXPECT_EQ(verdict_of(seen.trace.action), lb().last_run().verdict);
    EXPECT_TRUE(seen.frame == text_of(lb().last_run().frame)) << "another packet leaves";
    if (went) {
      EXPECT_EQ(backend_of(seen), *went);
    }
    return static_cast<shunt_choice>(seen.trace.choice);
  }
  net::IpAddress backend_of(const Look& look) {
    for (const auto& backend : lb().published("web").backends)
      if (backend.stats->first() == look.trace.backend) return backend.address;
    return {};
  }

 private:
  const dataplane::Forwarder* forwarder_ = nullptr;
  std::unique_ptr<LookProgram> program_;
  int looks_ = 0;
};

TEST_P(Looks, TellWhereAPacketGoes) {
  web();
  ASSERT_TRUE(lb().publish());
  for (std::uint32_t client = 0; client < 40; ++client) EXPECT_EQ(look_and_go(client, kSyn), SHUNT_CHOICE_SLOT);
  const auto seen = look(7, kAck).trace;
  EXPECT_EQ(seen.steps, SHUNT_TRACE_PACKET | SHUNT_TRACE_SERVICE | SHUNT_TRACE_SLOT | SHUNT_TRACE_BACKEND);
  EXPECT_EQ(seen.rule, 0U);
  EXPECT_LT(seen.slot_number, 31U);
  EXPECT_EQ(seen.slot.current, seen.slot.previous);
}

TEST_P(Looks, TellOldAndNewFlowsOfAChangedSlotApart) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  open(100);
  service.drain(family().a);
  ASSERT_TRUE(lb().publish());
  int unrecorded = 0, recorded = 0, fresh = 0;
  for (std::uint32_t client = 0; client < 100; ++client) {
    unrecorded += look_and_go(client, kAck) == SHUNT_CHOICE_UNRECORDED;
    recorded += look_and_go(client, kAck) == SHUNT_CHOICE_RECORDED;
    fresh += look_and_go(1000 + client, kSyn) == SHUNT_CHOICE_NEW_BY_SLOT;
  }
  EXPECT_GT(unrecorded, 20);
  EXPECT_EQ(recorded, unrecorded);
  EXPECT_GT(fresh, 20);
}

TEST_P(Looks, TellOfSchedulersThatRecordEveryFlow) {
  for (const auto& [scheduler, choice] : {std::pair{Scheduler::kRoundRobin, SHUNT_CHOICE_NEW_IN_TURN},
                                          std::pair{Scheduler::kLeastConnections, SHUNT_CHOICE_NEW_BY_LOAD}}) {
    lb().begin_anew();
    web(scheduler);
    ASSERT_TRUE(lb().publish());
    for (std::uint32_t client = 0; client < 40; ++client) {
      EXPECT_EQ(look_and_go(client, kSyn), choice);
      EXPECT_EQ(look_and_go(client, kSyn), SHUNT_CHOICE_RECORDED);
      EXPECT_EQ(look_and_go(client, kAck), SHUNT_CHOICE_RECORDED);
      EXPECT_EQ(look_and_go(client, kFin), SHUNT_CHOICE_RECORDED);
    }
  }
}

TEST_P(Looks, TellOfUdp) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  for (std::uint32_t client = 0; client < 50; ++client) look_and_go(client, 0, net::Protocol::kUdp);
  service.drain(family().a);
  ASSERT_TRUE(lb().publish());
  for (std::uint32_t client = 0; client < 50; ++client) look_and_go(client, 0, net::Protocol::kUdp);
  service.config.udp = model::UdpTracking::kStateless;
  ASSERT_TRUE(lb().publish({.breaks = true}));
  int stateless = 0;
  for (std::uint32_t client = 0; client < 50; ++client)
    stateless += look_and_go(client, 0, net::Protocol::kUdp) == SHUNT_CHOICE_UDP_STATELESS;
  EXPECT_GT(stateless, 5);
}

TEST_P(Looks, TellOfAFullTable) {
  load({.flow_buckets = 1});
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  service.drain(family().a);
  ASSERT_TRUE(lb().publish());
  int refused = 0;
  for (std::uint32_t client = 0; client < 40; ++client)
    refused += look_and_go(client, kSyn) == SHUNT_CHOICE_NEW_NO_PLACE;
  EXPECT_GT(refused, 5);
}

TEST_P(Looks, TellWhyAPacketIsDropped) {
  web();
  ASSERT_TRUE(lb().publish());
  auto tuple = balancer::client_of(address(family().vip), 1);
  auto expired = balancer::frame(tuple);
  const bool ipv4 = tuple.vip.family() == net::Family::kIpv4;
  expired[ipv4 ? 14 + 8 : 14 + 7] = 1;  // TTL, hop limit; nobody looks at the checksum
  auto seen = look(expired).trace;
  EXPECT_EQ(seen.action, 1U);  // XDP_DROP
  EXPECT_EQ(seen.reason, SHUNT_REASON_TTL_EXPIRED);
  EXPECT_EQ(seen.steps, SHUNT_TRACE_PACKET | SHUNT_TRACE_SERVICE);

  tuple.port = 81;
  seen = look(balancer::frame(tuple)).trace;
  EXPECT_EQ(seen.action, 2U);  // XDP_PASS
  EXPECT_EQ(seen.reason, SHUNT_REASON_NONE);
  EXPECT_EQ(seen.steps, SHUNT_TRACE_PACKET);
}

TEST_P(Looks, RefuseFramesOfOtherSizes) {
  web();
  ASSERT_TRUE(lb().publish());
  const auto program = LookProgram::load(lb().forwarder());
  ASSERT_TRUE(program);
  EXPECT_FALSE((*program)->look(std::string(13, 'x'), 0));
  EXPECT_TRUE((*program)->look(std::string(14, 'x'), 0));
  EXPECT_TRUE((*program)->look(std::string(LookProgram::kLargestFrame, 'x'), 0));
  EXPECT_FALSE((*program)->look(std::string(LookProgram::kLargestFrame + 1, 'x'), 0));
  EXPECT_FALSE((*program)->look(std::string(60, 'x'), 4'000'000));  // no such interface
}

INSTANTIATE_TEST_SUITE_P(Families, Looks, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
