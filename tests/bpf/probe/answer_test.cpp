// SPDX-License-Identifier: Apache-2.0
// Answers from the wire, through the forwarding program, to the socket that asked.
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "probe_world.h"

namespace shunt::dataplane {
namespace {

using packet::eth;

class Answer : public ProbeWorld {
 protected:
  void SetUp() override {
    ProbeWorld::SetUp();
    if (IsSkipped() || HasFailure()) return;
    open_ready();
    ASSERT_EQ(bpf_xdp_attach(static_cast<int>(cable_->near_index()), forwarder_->program_fd(), XDP_FLAGS_DRV_MODE,
                             nullptr),
              0);
    path_->set_target(1, target(kVip4, kBackend4, {}));
    path_->set_target(2, target(kVip6, kBackend6, {.forwarding = model::Forwarding::kGue}));
  }

  /// Sends a datagram by `socket`; the port that it came from.
  std::uint16_t ask(const core::UniqueFd& socket) {
    EXPECT_TRUE(send(socket));
    const auto decoded = packet::decode(next_on_wire());
    return decoded.transport.empty() ? std::uint16_t{0} : decoded.transport.back().source_port;
  }

  /// What a socket has got; the error of it instead if there is one; empty: nothing within a second.
  static std::string received(const core::UniqueFd& socket, int milliseconds = 1000) {
    pollfd readable{socket.get(), POLLIN, 0};
    if (::poll(&readable, 1, milliseconds) != 1) return {};
    std::string text(2000, '\0');
    const auto size = ::recv(socket.get(), text.data(), text.size(), 0);
    if (size < 0) return std::strerror(errno);
    text.resize(static_cast<std::size_t>(size));
    return text;
  }

  static packet::Frame answer4(std::uint16_t port, const char* text) {
    return eth()
        .ipv4({.source = kVip4, .destination = kOwn4})
        .udp({.source_port = 53, .destination_port = port})
        .payload(text);
  }
};

TEST_F(Answer, ReachesTheSocketThatAsked) {
  const auto socket4 = socket_to(1, kVip4), socket6 = socket_to(2, kVip6);
  const auto port4 = ask(socket4), port6 = ask(socket6);
  cable_->send(answer4(port4, "over IPv4").bytes());
  EXPECT_EQ(received(socket4), "over IPv4");
  cable_->send(eth()
                   .ipv6({.source = kVip6, .destination = kOwn6})
                   .udp({.source_port = 53, .destination_port = port6})
                   .payload("over IPv6")
                   .bytes());
  EXPECT_EQ(received(socket6), "over IPv6");
  wait_for_count(SHUNT_PROBE_ANSWERED, 2);
}

TEST_F(Answer, LosesItsTagsOnTheWay) {
  const auto socket = socket_to(1, kVip4);
  const auto port = ask(socket);
  const auto tagged = [&](int tags, const char* text) {
    auto frame = eth();
    for (int i = 0; i < tags; ++i) frame.vlan(static_cast<std::uint16_t>(7 + i));
    return frame.ipv4({.source = kVip4, .destination = kOwn4})
        .udp({.source_port = 53, .destination_port = port})
        .payload(text)
        .bytes();
  };
  cable_->send(tagged(1, "one tag"));
  EXPECT_EQ(received(socket), "one tag");
  cable_->send(tagged(2, "two tags"));
  EXPECT_EQ(received(socket), "two tags");
}

TEST_F(Answer, OfAnotherMacOrWithPaddingReachesItToo) {
  const auto socket = socket_to(1, kVip4);
  const auto port = ask(socket);
  cable_->send(answer4(port, "x").trailing(packet::Bytes(17, 0)).bytes());
  EXPECT_EQ(received(socket), "x");
}

TEST_F(Answer, OfARouterIsTheErrorOfTheSocket) {
  const auto socket = socket_to(1, kVip4);
  EXPECT_TRUE(send(socket));
  const auto sent = next_on_wire();
  const auto decoded = packet::decode(sent);
  ASSERT_EQ(decoded.ip.size(), 2U);
  // A router behind the tunnel quotes what it carried.
  packet::Bytes quoted(sent.begin() + static_cast<std::ptrdiff_t>(decoded.ip.back().offset), sent.end());
  quoted.resize(28);
  cable_->send(eth().ipv4({.destination = kOwn4}).icmp({.type = 3, .code = 3}).payload(quoted).bytes());
  EXPECT_EQ(received(socket), "Connection refused");
}

TEST_F(Answer, ReachesItAlsoWhereTheHostHasTheVipAndTheAddress) {
  ASSERT_TRUE(wire::run(std::string("ip addr add ") + kVip4 + "/32 dev lo"));
  ASSERT_TRUE(wire::run(std::string("ip addr add ") + kOwn4 + "/24 dev " + cable_->near_name()));
  const auto socket = socket_to(1, kVip4);
  const auto port = ask(socket);
  cable_->send(answer4(port, "from the VIP").bytes());
  EXPECT_EQ(received(socket), "from the VIP");
  ASSERT_TRUE(wire::run(std::string("ip addr del ") + kVip4 + "/32 dev lo"));
}

TEST_F(Answer, ToOtherPortsOrFromOthersStaysWithTheHost) {
  const auto socket = socket_to(1, kVip4);
  const auto port = ask(socket);
  cable_->send(answer4(static_cast<std::uint16_t>(kPorts.last + 1), "no").bytes());
  cable_->send(eth()
                   .ipv4({.source = "192.0.2.99", .destination = kOwn4})
                   .udp({.source_port = 53, .destination_port = port})
                   .payload("no")
                   .bytes());
  cable_->send(answer4(port, "yes").bytes());
  EXPECT_EQ(received(socket), "yes") << "frames come in their order";
  EXPECT_EQ(path_->counts()[SHUNT_PROBE_ANSWERED], 1U);
}

TEST_F(Answer, FromAVipThatIsProbedNoMoreStaysWithTheHost) {
  const auto socket = socket_to(1, kVip4);
  const auto port = ask(socket);
  ASSERT_TRUE(path_->set_vips({address(kVip6)}));
  cable_->send(answer4(port, "no").bytes());
  ASSERT_TRUE(path_->set_vips({address(kVip4), address(kVip6)}));
  cable_->send(answer4(port, "yes").bytes());
  EXPECT_EQ(received(socket), "yes");
}

TEST_F(Answer, PassesToTheHostWhenThePathIsClosed) {
  const auto socket = socket_to(1, kVip4);
  const auto port = ask(socket);
  path_.reset();
  const wire::Listener host(cable_->near_index());
  cable_->send(answer4(port, "to the host").bytes());
  EXPECT_EQ(packet::decode(host.receive(1000)).ip.size(), 1U);
}

}  // namespace
}  // namespace shunt::dataplane
