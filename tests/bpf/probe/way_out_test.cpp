// SPDX-License-Identifier: Apache-2.0
// What probes look like on the wire: as the packets of clients do, to one backend.
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "probe_world.h"

namespace shunt::dataplane {
namespace {

using model::Forwarding;

class WayOut : public ProbeWorld {
 protected:
  void SetUp() override {
    ProbeWorld::SetUp();
    if (!IsSkipped() && !HasFailure()) open_ready();
  }

  /// A datagram to `vip` by a target, as it came out of the port.
  packet::Decoded probe(const char* vip, const char* backend, const Way& way) {
    path_->set_target(3, target(vip, backend, way));
    EXPECT_TRUE(send(socket_to(3, vip)));
    const auto frame = next_on_wire();
    EXPECT_TRUE(packet::checksums_are_right(frame)) << packet::describe(frame);
    return packet::decode(frame);
  }

  static net::IpAddress outer_destination(const packet::Bytes& frame) {
    const auto decoded = packet::decode(frame);
    return decoded.ip.empty() ? net::IpAddress{} : decoded.ip.front().destination;
  }

  static void expect_port(const packet::Bytes& frame, std::uint16_t port) {
    const auto decoded = packet::decode(frame);
    ASSERT_FALSE(decoded.transport.empty()) << packet::describe(frame);
    EXPECT_EQ(decoded.transport.back().destination_port, port);
  }

  /// From us to the VIP, by a port of ours, as the socket made it.
  static void expect_probe(const packet::Decoded& decoded, const char* own, const char* vip) {
    ASSERT_FALSE(decoded.ip.empty());
    ASSERT_FALSE(decoded.transport.empty());
    EXPECT_EQ(decoded.ip.back().source, address(own));
    EXPECT_EQ(decoded.ip.back().destination, address(vip));
    EXPECT_EQ(decoded.ip.back().ttl, 64);
    const auto& transport = decoded.transport.back();
    EXPECT_EQ(transport.destination_port, 53);
    EXPECT_GE(transport.source_port, kPorts.first);
    EXPECT_LE(transport.source_port, kPorts.last);
    EXPECT_EQ(decoded.source, (net::MacAddress{{0x02, 0, 0, 0, 0, 0x5b}}));
    EXPECT_EQ(decoded.destination, (net::MacAddress{{0x02, 0, 0, 0, 0, 0x9b}}));
  }
};

TEST_F(WayOut, HasTheOuterHeaderOfEachForwarding) {
  const struct {
    Forwarding forwarding;
    const char *vip, *backend;
    std::size_t headers;
    std::uint8_t outer_protocol;
  } rows[] = {
      {Forwarding::kIpip, kVip4, kBackend4, 2, packet::kIpv4InIp},
      {Forwarding::kIpip, kVip4, kBackend6, 2, packet::kIpv4InIp},
      {Forwarding::kIpip, kVip6, kBackend4, 2, packet::kIpv6InIp},
      {Forwarding::kIpip, kVip6, kBackend6, 2, packet::kIpv6InIp},
      {Forwarding::kGue, kVip4, kBackend4, 2, packet::kUdp},
      {Forwarding::kGue, kVip6, kBackend6, 2, packet::kUdp},
      {Forwarding::kGue, kVip4, kBackend6, 2, packet::kUdp},
      {Forwarding::kGue, kVip6, kBackend4, 2, packet::kUdp},
      {Forwarding::kL2, kVip4, kBackend4, 1, packet::kUdp},
      {Forwarding::kL2, kVip6, kBackend6, 1, packet::kUdp},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(to_string(row.forwarding)) + " " + row.vip + " " + row.backend);
    const auto decoded = probe(row.vip, row.backend, {.forwarding = row.forwarding});
    const bool vip4 = address(row.vip).family() == net::Family::kIpv4;
    const bool backend4 = address(row.backend).family() == net::Family::kIpv4;
    expect_probe(decoded, vip4 ? kOwn4 : kOwn6, row.vip);
    ASSERT_EQ(decoded.ip.size(), row.headers);
    EXPECT_TRUE(decoded.tags.empty());
    EXPECT_EQ(decoded.ip.front().protocol, row.outer_protocol);
    if (row.headers == 1) continue;
    EXPECT_EQ(decoded.ip.front().source, address(backend4 ? kOwn4 : kOwn6));
    EXPECT_EQ(decoded.ip.front().destination, address(row.backend));
    EXPECT_EQ(decoded.ip.front().ttl, SHUNT_OUTER_TTL);
    if (row.forwarding == Forwarding::kGue) {
      EXPECT_EQ(decoded.transport.front().destination_port, SHUNT_GUE_PORT);
    }
  }
}

TEST_F(WayOut, HasTheTagOfTheNextHop) {
  const auto decoded = probe(kVip4, kBackend4, {.vlan = 0x2007});
  expect_probe(decoded, kOwn4, kVip4);
  ASSERT_EQ(decoded.tags.size(), 1U);
  EXPECT_EQ(decoded.tags[0].control, 0x2007);
  EXPECT_EQ(decoded.tags[0].type, packet::kTypeVlan);
}

TEST_F(WayOut, IsChosenByTheMark) {
  path_->set_target(1, target(kVip4, kBackend4, {}));
  path_->set_target(kMarks, target(kVip4, kBackend6, {}));
  const auto first = socket_to(1, kVip4), last = socket_to(kMarks, kVip4);
  EXPECT_TRUE(send(last));
  EXPECT_EQ(outer_destination(next_on_wire()), address(kBackend6));
  EXPECT_TRUE(send(first));
  EXPECT_EQ(outer_destination(next_on_wire()), address(kBackend4));
  EXPECT_EQ(path_->counts()[SHUNT_PROBE_SENT], 2U);
}

TEST_F(WayOut, IsWholeUpToTheMtuAndNotBeyond) {
  path_->set_target(1, target(kVip4, kBackend4, {.mtu = 1480}));
  const auto socket = socket_to(1, kVip4);
  const int probe = IP_PMTUDISC_PROBE;
  ASSERT_EQ(::setsockopt(socket.get(), SOL_IP, IP_MTU_DISCOVER, &probe, sizeof(probe)), 0);
  EXPECT_TRUE(send(socket, 1480 - 20 - 28));
  const auto decoded = packet::decode(next_on_wire());
  ASSERT_EQ(decoded.ip.size(), 2U);
  EXPECT_EQ(decoded.ip.front().packet_size, 1480U);
  EXPECT_TRUE(send(socket, 1480 - 20 - 28 + 1));
  wait_for_count(SHUNT_PROBE_TOO_BIG, 1);
  EXPECT_EQ(path_->counts()[SHUNT_PROBE_SENT], 1U);
  EXPECT_TRUE(listener_->receive(0).empty());
}

TEST_F(WayOut, EndsWithoutATargetAndIsCounted) {
  const auto socket = socket_to(5, kVip4);
  EXPECT_TRUE(send(socket));
  wait_for_count(SHUNT_PROBE_UNRESOLVED, 1);
  EXPECT_TRUE(path_->set_target(5, target(kVip4, kBackend4, {})));
  EXPECT_FALSE(path_->set_target(5, target(kVip4, kBackend4, {}))) << "nothing new";
  EXPECT_TRUE(send(socket));
  EXPECT_FALSE(next_on_wire().empty());
  EXPECT_TRUE(path_->set_target(5, {}));
  EXPECT_TRUE(send(socket));
  wait_for_count(SHUNT_PROBE_UNRESOLVED, 2);
  EXPECT_EQ(path_->counts()[SHUNT_PROBE_SENT], 1U);
}

TEST_F(WayOut, IsShutToWhatHasNoMarkOrOneBeyondTheTargets) {
  EXPECT_TRUE(send(socket_to(0, kVip4)));
  wait_for_count(SHUNT_PROBE_UNMARKED, 1);
  EXPECT_TRUE(send(socket_to(kMarks + 1, kVip4)));
  wait_for_count(SHUNT_PROBE_UNMARKED, 2);
  EXPECT_TRUE(listener_->receive(0).empty());
}

TEST_F(WayOut, IsSilentByItself) {
  path_->set_target(1, target(kVip4, kBackend4, {}));
  EXPECT_TRUE(send(socket_to(1, kVip4)));
  EXPECT_EQ(packet::decode(next_on_wire()).ip.size(), 2U);
  EXPECT_TRUE(listener_->receive(300).empty()) << "router solicitations, ARP or the like";
}

TEST_F(WayOut, CarriesTcpWithChecksumsThatAreRight) {
  path_->set_target(1, target(kVip6, kBackend4, {}));
  const auto socket = path_->open_socket(1, address(kOwn6), SOCK_STREAM, 0);
  ASSERT_TRUE(socket) << socket.error().message();
  EXPECT_EQ(connect(*socket, kVip6, 80), EINPROGRESS);
  const auto frame = next_on_wire();
  EXPECT_TRUE(packet::checksums_are_right(frame)) << packet::describe(frame);
  expect_port(frame, 80);
}

TEST_F(WayOut, OfTcpToManyVipsNeedsOnlyOnePort) {
  ASSERT_TRUE(path_->set_sources({.first = 61'000, .last = 61'000}, {address(kOwn4), address(kOwn6)}));
  path_->set_target(1, target(kVip4, kBackend4, {}));
  path_->set_target(2, target("192.0.2.11", kBackend4, {}));
  const auto one = path_->open_socket(1, address(kOwn4), SOCK_STREAM, 0);
  const auto other = path_->open_socket(2, address(kOwn4), SOCK_STREAM, 0);
  const auto same = path_->open_socket(1, address(kOwn4), SOCK_STREAM, 0);
  ASSERT_TRUE(one && other && same);
  EXPECT_EQ(connect(*one, kVip4, 80), EINPROGRESS);
  EXPECT_EQ(connect(*other, "192.0.2.11", 80), EINPROGRESS);
  EXPECT_EQ(connect(*same, kVip4, 80), EADDRNOTAVAIL) << "answers could not be told apart";
}

TEST_F(WayOut, OfUdpSaysWhenPortsAreOut) {
  ASSERT_TRUE(path_->set_sources({.first = 61'000, .last = 61'000}, {address(kOwn4)}));
  const auto one = path_->open_socket(1, address(kOwn4), SOCK_DGRAM, 0);
  const auto other = path_->open_socket(1, address(kOwn4), SOCK_DGRAM, 0);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(connect(*one, kVip4, 53), 0);
  EXPECT_EQ(connect(*other, kVip4, 53), EAGAIN);
}

}  // namespace
}  // namespace shunt::dataplane
