// SPDX-License-Identifier: Apache-2.0
// Ethernet and VLAN tags, in and out. IEEE 802.1Q, 802.1ad.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

using packet::kTypeServiceVlan;
using packet::kTypeVlan;

struct Tagging {
  const char* name;
  std::vector<std::uint16_t> types;
};

const std::vector<Tagging> kTaggings = {{"no tag", {}},
                                        {"802.1Q", {kTypeVlan}},
                                        {"802.1ad", {kTypeServiceVlan}},
                                        {"QinQ", {kTypeServiceVlan, kTypeVlan}},
                                        {"802.1Q twice", {kTypeVlan, kTypeVlan}},
                                        {"802.1ad twice", {kTypeServiceVlan, kTypeServiceVlan}},
                                        {"QinQ the other way round", {kTypeVlan, kTypeServiceVlan}}};

Frame tagged(const Tagging& tagging) {
  Frame frame = eth();
  std::uint16_t id = 100;
  for (const std::uint16_t type : tagging.types) frame.vlan(id++, type);
  return frame;
}

using Vlan = Dataplane;

TEST_F(Vlan, TagsOfTheIngressAreRemovedWhateverTheForwarding) {
  auto service = given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  for (const Forwarding forwarding : {Forwarding::kIpip, Forwarding::kGue, Forwarding::kL2}) {
    service.forwarding(forwarding);
    const Bytes untagged = send(eth().ipv4().tcp().payload(20)).frame;
    for (const Tagging& tagging : kTaggings) {
      const Outcome out = send(tagged(tagging).ipv4().tcp().payload(20));
      EXPECT_EQ(out.verdict, Verdict::kRedirect) << tagging.name;
      EXPECT_EQ(packet::hex_dump(out.frame), packet::hex_dump(untagged)) << tagging.name;
    }
  }
}

TEST_F(Vlan, TheTagOfTheEgressIsAddedWithPriorityAndDropEligibility) {
  given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kL2).backend("198.51.100.11", {.vlan = 0xb123});
  for (const Tagging& tagging : kTaggings)
    EXPECT_TRUE(send(tagged(tagging).ipv4().tcp()).left_as(eth(kFromPortB).vlan(0xb123).ipv4({.ttl = 63}).tcp()))
        << tagging.name;
}

TEST_F(Vlan, TheTagOfTheEgressComesBeforeTheOuterHeader) {
  given.service("2001:db8::10", {"80/tcp"}).backend("198.51.100.11", {.vlan = 0});
  given.service("2001:db8::11", {"80/tcp"}).backend("2001:db8:be::11", {.vlan = 42});
  for (const Tagging& tagging : kTaggings) {
    EXPECT_TRUE(
        send(tagged(tagging).ipv6().tcp())
            .left_as(eth(kFromPortB)
                         .vlan(0)
                         .ipv4({.source = "198.51.100.2", .destination = "198.51.100.11", .dont_fragment = true})
                         .ipv6({.hop_limit = 63})
                         .tcp()))
        << tagging.name;
    EXPECT_EQ(send(tagged(tagging).ipv6({.destination = "2001:db8::11"}).tcp()).decoded().tags.at(0).control, 42);
  }
}

TEST_F(Vlan, AThirdTagPassesToTheHost) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  EXPECT_TRUE(send(eth().vlan(1).vlan(2).vlan(3).ipv4().tcp()).passed_in_silence());
}

TEST_F(Vlan, ATagThatIsCutOffPassesToTheHost) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  for (const Tagging& tagging : kTaggings) {
    const Bytes frame = tagged(tagging).ipv4().tcp().bytes();
    for (std::size_t size = 14; size < 14 + 4 * tagging.types.size(); ++size)
      EXPECT_TRUE(send(packet::truncated(frame, size)).passed_in_silence()) << tagging.name << ", " << size;
  }
}

using EtherType = Dataplane;

TEST_F(EtherType, OtherThanIpPassesToTheHost) {
  given.service("0.0.0.0/0", {"any"}).backend("198.51.100.11");
  given.service("::/0", {"any"}).backend("198.51.100.11");
  // ARP, LLDP, MPLS, PPPoE, an IEEE 802.3 length, and IP under the other family's type.
  for (const std::uint16_t type : Words{0x0806, 0x88cc, 0x8847, 0x8864, 0x0040})
    EXPECT_TRUE(send(eth({.type = type}).ipv4().tcp()).passed_in_silence()) << type;
}

}  // namespace
}  // namespace shunt::dataplane
