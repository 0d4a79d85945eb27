// SPDX-License-Identifier: Apache-2.0
// What the way of probes leaves behind, and what it stands.
#include <bpf/bpf.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "probe_world.h"

namespace shunt::dataplane {
namespace {

using testing::HasSubstr;

class Life : public ProbeWorld {
 protected:
  int map(std::string_view name) const {
    const auto maps = forwarder_->pinnables();
    return std::ranges::find_if(maps, [&](const auto& each) { return each.name == name; })->fd;
  }
  [[nodiscard]] std::uint32_t probe_egress() const {
    std::uint32_t ifindex = 0;
    const std::uint32_t row = SHUNT_PROBE_EGRESS;
    bpf_map_lookup_elem(map("interfaces"), &row, &ifindex);
    return ifindex;
  }
  [[nodiscard]] int probe_vips() const {
    int count = 0;
    shunt_address key{};
    const void* from = nullptr;
    for (; bpf_map_get_next_key(map("probe_vips"), from, &key) == 0; from = &key) ++count;
    return count;
  }
  static std::set<std::string> with(std::set<std::string> names, const char* name) {
    names.insert(name);
    return names;
  }
};

TEST_F(Life, AddsOneInterfaceAndTakesItAway) {
  const auto before = interfaces();
  open_ready();
  EXPECT_EQ(interfaces(), with(before, "shunt-probe0"));
  EXPECT_EQ(path_->interface(), "shunt-probe0");
  EXPECT_FALSE(path_->is_gone());
  EXPECT_FALSE(wire::run("ip -6 addr show dev shunt-probe0 | grep inet6")) << "it has no addresses";
  EXPECT_EQ(control().probe_first_port, kPorts.first);
  EXPECT_EQ(control().probe_ports, kPorts.last - kPorts.first + 1);
  EXPECT_EQ(probe_vips(), 2);
  EXPECT_NE(probe_egress(), 0U);
  path_.reset();
  EXPECT_EQ(interfaces(), before);
  EXPECT_EQ(control().probe_ports, 0);
  EXPECT_EQ(probe_vips(), 0);
  EXPECT_EQ(probe_egress(), 0U);
}

TEST_F(Life, EndsWithTheProcessHoweverThatEnds) {
  const auto before = interfaces();
  const pid_t child = fork();
  if (child == 0) {
    open_ready();
    raise(interfaces() == with(before, "shunt-probe0") ? SIGKILL : SIGABRT);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  // The kernel takes namespaces down when it has time.
  for (int wait = 0; wait < 10'000 && interfaces() != before; ++wait) ::usleep(1000);
  EXPECT_EQ(interfaces(), before);
}

TEST_F(Life, TwoInOneNamespaceHaveInterfacesOfTheirOwn) {
  const auto first = open_path(), second = open_path();
  ASSERT_TRUE(first != nullptr && second != nullptr);
  EXPECT_EQ(first->interface(), "shunt-probe0");
  EXPECT_EQ(second->interface(), "shunt-probe1");
}

TEST_F(Life, ARemovedInterfaceIsNoticedAndCanBeMadeAgain) {
  open_ready();
  ASSERT_TRUE(wire::run("ip link del shunt-probe0"));
  EXPECT_TRUE(path_->is_gone());
  path_.reset();
  open_ready();
  EXPECT_FALSE(path_->is_gone());
  path_->set_target(1, target(kVip4, kBackend4, {}));
  EXPECT_TRUE(send(socket_to(1, kVip4)));
  EXPECT_FALSE(next_on_wire().empty());
}

TEST_F(Life, ARenamedInterfaceIsGone) {
  open_ready();
  ASSERT_TRUE(wire::run("ip link set shunt-probe0 down && ip link set shunt-probe0 name other0"));
  EXPECT_TRUE(path_->is_gone());
  path_.reset();
  EXPECT_FALSE(interfaces().contains("other0")) << "it is still ours to remove";
}

TEST_F(Life, TooManySourcesAreRefused) {
  open_ready();
  std::set<net::IpAddress> sources;
  for (std::uint8_t i = 0; i <= SHUNT_MAX_PROBE_SOURCES; ++i)
    sources.insert(net::IpAddress::from_ipv4({198, 51, 100, i}));
  const auto set = path_->set_sources(kPorts, sources);
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().message(), HasSubstr("9 addresses of this host, and at most 8"));
  EXPECT_EQ(control().probe_ports, kPorts.last - kPorts.first + 1) << "those of before stay";
  sources.erase(sources.begin());
  EXPECT_TRUE(path_->set_sources(kPorts, sources));
}

TEST_F(Life, SocketsSendOnlyFromSourcesOfNow) {
  open_ready();
  ASSERT_TRUE(path_->open_socket(1, address(kOwn4), SOCK_DGRAM, 0));
  const auto other = path_->open_socket(1, address("198.51.100.3"), SOCK_DGRAM, 0);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message(), HasSubstr("cannot send from 198.51.100.3"));
  ASSERT_TRUE(path_->set_sources(kPorts, {address("198.51.100.3")}));
  EXPECT_TRUE(path_->open_socket(1, address("198.51.100.3"), SOCK_DGRAM, 0));
  EXPECT_FALSE(path_->open_socket(1, address(kOwn4), SOCK_DGRAM, 0));
  EXPECT_FALSE(path_->open_socket(1, address(kOwn6), SOCK_DGRAM, 0));
}

TEST_F(Life, WithoutSourcesThereAreNoProbes) {
  open_ready();
  ASSERT_TRUE(path_->set_sources(kPorts, {}));
  EXPECT_EQ(control().probe_ports, 0);
}

TEST_F(Life, LeavesTheThreadWhereItWas) {
  const auto own = [] {
    std::string name(64, '\0');
    name.resize(
        static_cast<std::size_t>(std::max<ssize_t>(::readlink("/proc/thread-self/ns/net", name.data(), 64), 0)));
    return name;
  };
  const auto before = own();
  open_ready();
  EXPECT_EQ(own(), before);
  const auto socket = path_->open_socket(1, address(kOwn4), SOCK_RAW, 1);
  EXPECT_TRUE(socket) << socket.error().message();
  EXPECT_EQ(own(), before);
}

}  // namespace
}  // namespace shunt::dataplane
