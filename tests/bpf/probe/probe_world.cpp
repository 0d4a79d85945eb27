// SPDX-License-Identifier: Apache-2.0
#include "probe_world.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace shunt::dataplane {

net::IpAddress address(const char* text) { return *net::IpAddress::parse(text); }

std::set<std::string> interfaces() {
  std::set<std::string> names;
  auto* list = ::if_nameindex();
  for (const auto* each = list; each != nullptr && each->if_index != 0; ++each) names.insert(each->if_name);
  ::if_freenameindex(list);
  return names;
}

void ProbeWorld::SetUp() {
  if (!wire::enter_own_namespace()) GTEST_SKIP() << "needs root for a network namespace";
  cable_.emplace("wire");
  listener_.emplace(cable_->far_index());
  const model::Limits limits{.services = 8, .backends = 16, .slots = 4096, .flows = 1024};
  auto forwarder = Forwarder::load(map_sizes(limits, slot_limit(limits, 0)));
  ASSERT_TRUE(forwarder) << forwarder.error().message();
  forwarder_ = *std::move(forwarder);
  ASSERT_TRUE(forwarder_->set_egress(kPortRow, cable_->near_index()));
}

std::unique_ptr<ProbePath> ProbeWorld::open_path() {
  auto path = ProbePath::open(*forwarder_, kMarks);
  EXPECT_TRUE(path) << path.error().message();
  return path ? *std::move(path) : nullptr;
}

void ProbeWorld::open_ready() {
  path_ = open_path();
  ASSERT_NE(path_, nullptr);
  const auto sources = path_->set_sources(kPorts, {address(kOwn4), address(kOwn6)});
  ASSERT_TRUE(sources) << sources.error().message();
  ASSERT_TRUE(path_->set_vips({address(kVip4), address(kVip6)}));
}

shunt_probe_target ProbeWorld::target(const char* vip, const char* backend, const Way& way) {
  const auto to = address(backend);
  const Egress egress{.source = address(to.family() == net::Family::kIpv4 ? kOwn4 : kOwn6)};
  shunt_probe_target target{};
  target.backend = make_backend_row(way.forwarding, address(vip).family(), to, egress, SHUNT_GUE_PORT, 1);
  const std::uint8_t destination[] = {0x02, 0, 0, 0, 0, 0x9b}, source[] = {0x02, 0, 0, 0, 0, 0x5b};
  std::ranges::copy(destination, target.next_hop.destination_mac);
  std::ranges::copy(source, target.next_hop.source_mac);
  target.next_hop.egress = kPortRow;
  target.next_hop.mtu = way.mtu;
  if (way.vlan) {
    target.next_hop.vlan = htons(*way.vlan);
    target.next_hop.flags = SHUNT_VLAN_PRESENT;
  }
  return target;
}

core::UniqueFd ProbeWorld::socket_to(std::uint32_t mark, const char* vip) const {
  const bool ipv4 = address(vip).family() == net::Family::kIpv4;
  auto socket = path_->open_socket(mark, address(ipv4 ? kOwn4 : kOwn6), SOCK_DGRAM, 0);
  EXPECT_TRUE(socket) << socket.error().message();
  if (!socket) return {};
  EXPECT_EQ(connect(*socket, vip, 53), 0) << std::strerror(errno);
  return *std::move(socket);
}

int ProbeWorld::connect(const core::UniqueFd& socket, const char* to, std::uint16_t port) {
  const auto bytes = address(to).bytes();
  sockaddr_in name4{};
  sockaddr_in6 name6{};
  name4.sin_family = AF_INET;
  name6.sin6_family = AF_INET6;
  name4.sin_port = name6.sin6_port = htons(port);
  std::memcpy(&name4.sin_addr, bytes.data() + 12, sizeof(name4.sin_addr));
  std::memcpy(&name6.sin6_addr, bytes.data(), sizeof(name6.sin6_addr));
  const bool ipv4 = address(to).family() == net::Family::kIpv4;
  const int error = ipv4 ? ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name4), sizeof(name4))
                         : ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name6), sizeof(name6));
  return error == 0 ? 0 : errno;
}

bool ProbeWorld::send(const core::UniqueFd& socket, std::size_t size) {
  const std::string bytes(size, 'x');
  return ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == std::ssize(bytes);
}

void ProbeWorld::wait_for_count(shunt_probe_result result, std::uint64_t count) const {
  for (int wait = 0; wait < 5000 && path_->counts()[result] < count; ++wait) ::usleep(1000);
  EXPECT_EQ(path_->counts()[result], count);
}

}  // namespace shunt::dataplane
