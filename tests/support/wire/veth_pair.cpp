// SPDX-License-Identifier: Apache-2.0
#include "support/wire/veth_pair.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace shunt::wire {
namespace {

core::UniqueFd packet_socket(unsigned ifindex, std::uint16_t protocol) {
  core::UniqueFd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(protocol);
  address.sll_ifindex = static_cast<int>(ifindex);
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) std::perror("bind");
  return socket;
}

bool make_pair(const std::string& near, const std::string& far, unsigned mtu) {
  const auto size = std::to_string(mtu);
  if (!run("ip link add " + near + " mtu " + size + " type veth peer name " + far + " mtu " + size)) return false;
  for (const auto& name : {near, far}) {
    run("ethtool -K " + name + " rx off tx off gro off");
    run("echo 1 > /proc/sys/net/ipv6/conf/" + name + "/disable_ipv6");
    if (!run("ip link set " + name + " up")) return false;
  }
  return true;
}

}  // namespace

bool enter_own_namespace() {
  static const bool entered = unshare(CLONE_NEWNET) == 0 && run("ip link set lo up");
  return entered;
}

bool run(const std::string& command) { return std::system(("( " + command + " ) >/dev/null 2>&1").c_str()) == 0; }

VethPair::VethPair(const std::string& name, unsigned mtu) : near_(name + "a"), far_(name + "b") {
  if (!make_pair(near_, far_, mtu)) std::fprintf(stderr, "cannot make the veth pair %s\n", name.c_str());
  socket_ = packet_socket(far_index(), 0);
}

VethPair::~VethPair() { run("ip link del " + near_); }

unsigned VethPair::near_index() const { return if_nametoindex(near_.c_str()); }
unsigned VethPair::far_index() const { return if_nametoindex(far_.c_str()); }

void VethPair::send(packet::View frame) const {
  if (::send(socket_.get(), frame.data(), frame.size(), 0) != static_cast<ssize_t>(frame.size()))
    std::perror("send");
}

namespace {

/// The outermost tag of a frame, which the kernel takes out of it; nothing: it had none.
const tpacket_auxdata* stripped_tag(msghdr& message) {
  for (auto* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
    if (control->cmsg_level != SOL_PACKET || control->cmsg_type != PACKET_AUXDATA) continue;
    const auto* data = reinterpret_cast<const tpacket_auxdata*>(CMSG_DATA(control));
    return (data->tp_status & TP_STATUS_VLAN_VALID) != 0 ? data : nullptr;
  }
  return nullptr;
}

void put_back(const tpacket_auxdata& tag, packet::Bytes& frame) {
  const auto type = (tag.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0 ? tag.tp_vlan_tpid : ETH_P_8021Q;
  const auto high = [](unsigned value) { return static_cast<std::uint8_t>(value >> 8); };
  const auto low = [](unsigned value) { return static_cast<std::uint8_t>(value); };
  const std::uint8_t bytes[] = {high(type), low(type), high(tag.tp_vlan_tci), low(tag.tp_vlan_tci)};
  frame.insert(frame.begin() + 2 * ETH_ALEN, std::begin(bytes), std::end(bytes));
}

}  // namespace

Listener::Listener(unsigned ifindex) : socket_(packet_socket(ifindex, ETH_P_ALL)) {
  const int on = 1;
  if (setsockopt(socket_.get(), SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) != 0) std::perror("PACKET_AUXDATA");
}

packet::Bytes Listener::receive(int milliseconds) const {
  pollfd poll_for{socket_.get(), POLLIN, 0};
  while (poll(&poll_for, 1, milliseconds) == 1) {
    packet::Bytes frame(65536);
    sockaddr_ll from{};
    iovec place{frame.data(), frame.size()};
    alignas(cmsghdr) std::array<char, 256> control{};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof(from);
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(socket_.get(), &message, 0);
    if (size < 0) break;
    if (from.sll_pkttype == PACKET_OUTGOING) continue;
    frame.resize(static_cast<std::size_t>(size));
    if (const auto* tag = stripped_tag(message)) put_back(*tag, frame);
    return frame;
  }
  return {};
}

}  // namespace shunt::wire
