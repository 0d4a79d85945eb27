// SPDX-License-Identifier: Apache-2.0
// Broken frames by the thousand: whatever comes out is the frame as it came, or a sound IP packet that was in it.
#include <algorithm>
#include <numeric>
#include <random>

#include "decap_program.h"
#include "support/packet/decode.h"

namespace shunt::dataplane {
namespace {

using packet::Bytes;
using packet::eth;

using Mutation = DecapTest;

std::vector<Bytes> seeds() {
  const auto inner4 = eth().ipv4().tcp().payload("payload");
  const auto inner6 = eth().ipv6().udp().payload("payload");
  return {eth().vlan(7).ipv4(outer4(2)).carrying(inner6).bytes(),
          eth().ipv6(outer6(3)).destination_options().hop_by_hop(1).carrying(inner4).bytes(),
          eth().ipv4(outer4(1)).udp(gue()).carrying(inner4).bytes(),
          eth().vlan(1, packet::kTypeServiceVlan).vlan(2).ipv6(outer6()).udp(gue()).carrying(inner6).bytes()};
}

// Mostly small changes to the first 100 bytes, where the headers are; sometimes another length.
Bytes mutated(Bytes frame, std::mt19937& random) {
  const auto changes = random() % 4;
  for (unsigned change = 0; change < changes; ++change) {
    auto& byte = frame[random() % std::min<std::size_t>(frame.size(), 100)];
    byte = random() % 2 == 0 ? static_cast<std::uint8_t>(random())
                             : static_cast<std::uint8_t>(byte ^ 1U << random() % 8);
  }
  constexpr std::size_t kEthernet = 14;
  if (random() % 4 == 0) frame.resize(kEthernet + random() % (frame.size() - kEthernet + 40));
  return frame;
}

// Behind a new Ethernet header stands what stood in the frame, but for the bits of ECN and their checksum.
void expect_part_of(const Bytes& out, const Bytes& in) {
  ASSERT_LT(out.size(), in.size());
  constexpr std::size_t kAddresses = 12;
  EXPECT_TRUE(std::equal(out.begin(), out.begin() + kAddresses, in.begin()));
  const auto decoded = packet::decode(out);
  ASSERT_FALSE(decoded.ip.empty());
  const auto l3 = decoded.ip[0].offset;
  EXPECT_LE(l3 + decoded.ip[0].packet_size, out.size());
  constexpr std::size_t kChanged[] = {1, 10, 11};  // traffic class; IPv4: checksum
  const auto shift = in.size() - out.size();
  for (std::size_t at = l3; at < out.size(); ++at)
    if (std::ranges::find(kChanged, at - l3) == std::end(kChanged)) {
      EXPECT_EQ(+out[at], +in[at + shift]) << at;
    }
}

TEST_F(Mutation, MakesNoFrameComeOutThatWasNotInIt) {
  constexpr unsigned kFrames = 50'000;
  const unsigned seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  const auto whole = seeds();
  unsigned decapsulated = 0;
  for (unsigned count = 0; count < kFrames && !HasFailure(); ++count) {
    const auto frame = mutated(whole[random() % whole.size()], random);
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", frame " << count << "\n" << packet::hex_dump(frame));
    const auto run = program_->run(frame);
    if (run.verdict == 1) continue;  // XDP_DROP: counted below
    EXPECT_EQ(run.verdict, 2U);
    if (run.frame == frame) continue;
    ++decapsulated;
    expect_part_of(run.frame, frame);
  }
  const auto counters = program_->counters();
  const auto sum =
      std::accumulate(counters.begin(), counters.end(), std::uint64_t{0},
                      [](std::uint64_t total, const auto& counter) { return total + counter.second; });
  EXPECT_EQ(sum, kFrames) << "each frame is counted once";
  EXPECT_GT(decapsulated, kFrames / 20) << "else this proves little";
}

}  // namespace
}  // namespace shunt::dataplane
