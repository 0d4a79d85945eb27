// SPDX-License-Identifier: Apache-2.0
// Captured packets: as they came, as they went, and no others than were asked for.
#include <cstring>

#include "bpf/tracking/tracking_test.h"
#include "dataplane/observe/capture_program.h"
#include "shunt/reasons.h"
#include "support/program/test_run.h"

namespace shunt::tracking {
namespace {

using dataplane::CaptureProgram;

struct Packet {
  shunt_captured head;
  std::string came;
  std::string left;
};

std::string text_of(const packet::Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Captures : public Tracking {
 protected:
  static constexpr std::chrono::seconds kLong{1000};

  void SetUp() override {
    Tracking::SetUp();
    web();
    ASSERT_TRUE(lb().publish());
  }

  /// A filter that lets everything of services through, whole.
  static shunt_capture_filter everything() {
    shunt_capture_filter filter{};
    filter.sample = 1;
    filter.per_second = 1'000'000;
    filter.bytes = SHUNT_CAPTURE_BYTES;
    return filter;
  }

  void begin(const shunt_capture_filter& filter, std::chrono::nanoseconds how_long = kLong) {
    got_.clear();
    auto loaded = CaptureProgram::load(
        lb().forwarder(), filter, [this](const shunt_captured& head, std::span<const std::byte> bytes) {
          const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
          got_.push_back({head, text.substr(0, head.kept), text.substr(head.kept, head.left)});
        });
    ASSERT_TRUE(loaded) << loaded.error().message();
    program_ = *std::move(loaded);
    if (how_long.count() != 0) program_->keep_on(how_long);
  }

  outcome::Run send_through(const packet::Bytes& frame) {
    outcome::Run run;
    program::test_run(program_->program().plain_fd, frame, 0, run);
    return run;
  }
  outcome::Run send_through(std::uint32_t client, std::uint8_t flags = kAck) {
    return send_through(balancer::frame(balancer::client_of(address(family().vip), client), flags));
  }
  packet::Bytes expired(std::uint32_t client) {
    const auto tuple = balancer::client_of(address(family().vip), client);
    auto frame = balancer::frame(tuple);
    frame[tuple.vip.family() == net::Family::kIpv4 ? 14 + 8 : 14 + 7] = 1;
    return frame;
  }

  const std::vector<Packet>& got() {
    while (program_->read(1000)) {
    }
    return got_;
  }
  CaptureProgram& program() { return *program_; }

 private:
  std::vector<Packet> got_;
  std::unique_ptr<CaptureProgram> program_;
};

TEST_P(Captures, HaveThePacketAsItCameAndAsItWent) {
  begin(everything());
  for (std::uint32_t client = 0; client < 20; ++client) {
    const auto frame = balancer::frame(balancer::client_of(address(family().vip), client));
    const auto plain = lb().send(balancer::client_of(address(family().vip), client), kAck);
    const auto run = send_through(frame);
    EXPECT_TRUE(run.frame == lb().last_run().frame) << "it does not forward as the other one does";
    ASSERT_EQ(got().size(), client + 1);
    const auto& packet = got().back();
    EXPECT_EQ(packet.came, text_of(frame));
    EXPECT_EQ(packet.left, text_of(run.frame));
    EXPECT_EQ(packet.head.length, frame.size());
    EXPECT_EQ(packet.head.length_left, run.frame.size());
    EXPECT_EQ(packet.head.action, 3U);  // XDP_TX
    EXPECT_EQ(packet.head.ingress, 1U);
    EXPECT_EQ(packet.head.egress, 1U);
    EXPECT_EQ(packet.head.choice, SHUNT_CHOICE_SLOT);
    for (const auto& backend : lb().published("web").backends)
      EXPECT_EQ(backend.stats->first() == packet.head.backend, backend.address == plain);
  }
}

TEST_P(Captures, CountAsAlways) {
  begin(everything());
  const auto before = lb().forwarder().read_backend_stats();
  send_through(1);
  send_through(expired(1));
  std::uint64_t packets = 0;
  const auto after = lb().forwarder().read_backend_stats();
  for (std::size_t row = 0; row < after.size(); ++row)
    for (std::size_t cpu = 0; cpu < after[row].size(); ++cpu)
      packets += after[row][cpu].packets - before[row][cpu].packets;
  EXPECT_EQ(packets, 1U);
  std::uint64_t dropped = 0;
  for (const auto& cpu : lb().forwarder().read_reason_stats()[SHUNT_REASON_TTL_EXPIRED]) dropped += cpu.packets;
  EXPECT_GE(dropped, 1U);
}

TEST_P(Captures, HaveWhatIsDropped) {
  begin(everything());
  const auto frame = expired(3);
  send_through(frame);
  ASSERT_EQ(got().size(), 1U);
  EXPECT_EQ(got()[0].head.action, 1U);  // XDP_DROP
  EXPECT_EQ(got()[0].head.reason, SHUNT_REASON_TTL_EXPIRED);
  EXPECT_EQ(got()[0].came, text_of(frame));
  EXPECT_EQ(got()[0].left, "");
  EXPECT_EQ(got()[0].head.length_left, 0U);
}

TEST_P(Captures, AreCutWhereAsked) {
  auto filter = everything();
  filter.bytes = 30;
  begin(filter);
  const auto run = send_through(4);
  ASSERT_EQ(got().size(), 1U);
  EXPECT_EQ(got()[0].came.size(), 30U);
  EXPECT_EQ(got()[0].left, text_of(run.frame).substr(0, 30));
  EXPECT_EQ(got()[0].head.length_left, run.frame.size());
}

TEST_P(Captures, LeaveOutWhatConcernsNoService) {
  begin(everything());
  auto tuple = balancer::client_of(address(family().vip), 5);
  tuple.port = 81;
  send_through(balancer::frame(tuple));
  EXPECT_EQ(got().size(), 0U);
  auto filter = everything();
  filter.all = 1;
  begin(filter);
  send_through(balancer::frame(tuple));
  ASSERT_EQ(got().size(), 1U);
  EXPECT_EQ(got()[0].head.action, 2U);  // XDP_PASS
}

TEST_P(Captures, AreOfOneClientNetwork) {
  auto filter = everything();
  const auto tuple = balancer::client_of(address(family().vip), 6);
  const auto bytes = tuple.client.bytes();
  std::memcpy(filter.client.bytes, bytes.data(), bytes.size());
  filter.client_bits = 128;
  begin(filter);
  for (std::uint32_t client = 0; client < 12; ++client) send_through(client * 70'001);
  send_through(balancer::frame(tuple));
  ASSERT_EQ(got().size(), 1U);
  EXPECT_EQ(got()[0].came, text_of(balancer::frame(tuple)));

  filter.client_bits = 100;
  filter.client.bytes[15] = filter.client.bytes[14] = filter.client.bytes[13] = 0;
  filter.client.bytes[12] &= 0xf0;
  begin(filter);
  send_through(balancer::frame(tuple));
  EXPECT_EQ(got().size(), 1U);
}

TEST_P(Captures, AreOfOneBackendServiceActionOrReason) {
  const auto& published = lb().published("web");
  auto filter = everything();
  filter.backend = published.backends[0].stats->first();
  filter.with_service = 1;
  filter.service = published.row().id;
  begin(filter);
  for (std::uint32_t client = 0; client < 40; ++client) send_through(client);
  EXPECT_GT(got().size(), 5U);
  EXPECT_LT(got().size(), 35U);
  for (const auto& packet : got()) EXPECT_EQ(packet.head.backend, filter.backend);

  filter.service += 1;
  begin(filter);
  send_through(1);
  EXPECT_EQ(got().size(), 0U);

  filter = everything();
  filter.actions = 1U << 1U;  // XDP_DROP
  begin(filter);
  send_through(1);
  send_through(expired(1));
  EXPECT_EQ(got().size(), 1U);

  filter = everything();
  filter.reasons = 1ULL << SHUNT_REASON_TTL_EXPIRED;
  begin(filter);
  send_through(1);
  send_through(expired(1));
  EXPECT_EQ(got().size(), 1U);
}

TEST_P(Captures, AreSampledAndLimited) {
  auto filter = everything();
  filter.sample = 10;
  begin(filter);
  for (std::uint32_t client = 0; client < 100; ++client) send_through(client);
  EXPECT_GE(got().size(), 10U);  // one of ten on each CPU
  EXPECT_LE(got().size(), 30U);
  EXPECT_EQ(program().stats().matched, 100U);
  EXPECT_EQ(program().stats().sampled_out, 100U - got().size());

  filter = everything();
  filter.per_second = 5;
  begin(filter);
  for (std::uint32_t client = 0; client < 100; ++client) send_through(client);
  EXPECT_GE(got().size(), 5U);
  EXPECT_LE(got().size(), 20U);  // seconds may have passed
  EXPECT_EQ(program().stats().limited, 100U - got().size());
}

TEST_P(Captures, EndWithTheirTime) {
  begin(everything(), std::chrono::nanoseconds(0));
  send_through(1);
  EXPECT_EQ(got().size(), 0U);
  program().keep_on(kLong);
  send_through(1);
  EXPECT_EQ(got().size(), 1U);
  program().keep_on(std::chrono::nanoseconds(0));
  send_through(1);
  EXPECT_EQ(got().size(), 1U);
}

TEST_P(Captures, CountWhatFindsNoPlace) {
  begin(everything());
  packet::Bytes frame = balancer::frame(balancer::client_of(address(family().vip), 1));
  frame.resize(1400);  // padding counts as the frame
  for (int i = 0; i < 4000; ++i) send_through(frame);
  EXPECT_GT(program().stats().lost, 0U);
  EXPECT_EQ(got().size() + program().stats().lost, 4000U);
}

TEST_P(Captures, AreReadInParts) {
  begin(everything());
  for (std::uint32_t client = 0; client < 10; ++client) send_through(client);
  EXPECT_TRUE(program().read(4));
  EXPECT_TRUE(program().read(4));
  EXPECT_FALSE(program().read(4));
  EXPECT_EQ(got().size(), 10U);
}

INSTANTIATE_TEST_SUITE_P(Families, Captures, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
