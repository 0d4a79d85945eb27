// SPDX-License-Identifier: Apache-2.0
// On a backend's interface: what its sockets get, and what stays behind a command.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "dataplane/decap/decap.h"
#include "decap_program.h"
#include "support/balancer/private_bpffs.h"
#include "support/wire/veth_pair.h"

namespace shunt::dataplane {
namespace {

using packet::eth;
using testing::HasSubstr;

constexpr const char* kVip4 = "192.0.2.10";
constexpr const char* kVip6 = "2001:db8::10";
constexpr std::uint16_t kPort = 7777;

/// A UDP socket of the backend's, bound to an address.
class Socket {
 public:
  explicit Socket(const char* address) {
    const auto parsed = *net::IpAddress::parse(address);
    sockaddr_in6 name{};  // IPv4 as ::ffff:a.b.c.d, which is also how IpAddress holds it
    name.sin6_family = AF_INET6;
    name.sin6_port = htons(kPort);
    std::memcpy(&name.sin6_addr, parsed.bytes().data(), sizeof(name.sin6_addr));
    fd_ = core::UniqueFd(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)), 0) << strerror(errno);
  }

  /// The next datagram; empty if none comes.
  [[nodiscard]] std::string receive() const {
    std::string text(1500, '\0');
    const ssize_t size = recv(fd_.get(), text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }

 private:
  core::UniqueFd fd_;
};

/// A backend at the near end of a cable, with VIPs on lo, as docs/backends.md has it.
class Backend : public testing::Test {
 protected:
  void SetUp() override {
    if (!wire::enter_own_namespace()) GTEST_SKIP() << "needs root for a network namespace";
    const auto bpffs = balancer::private_bpffs();
    ASSERT_TRUE(bpffs) << bpffs.error().message();
    options_.pin_dir = *bpffs / ("decap-test-" + std::to_string(getpid()));
    cable_.emplace(name_);
    const auto& port = cable_->near_name();
    for (const std::string& command :
         {std::string("ip link set ") + port + " address 02:00:00:00:00:5a",
          std::string("echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter; echo 0 > /proc/sys/net/ipv4/conf/") + port +
              "/rp_filter",
          std::string("echo 0 > /proc/sys/net/ipv6/conf/") + port + "/disable_ipv6",
          std::string("ip addr add ") + kBackend4 + "/24 dev " + port,
          std::string("ip addr add ") + kBackend6 + "/64 dev " + port + " nodad",
          std::string("ip addr replace ") + kVip4 + "/32 dev lo",
          std::string("ip addr replace ") + kVip6 + "/128 dev lo"})
      ASSERT_TRUE(wire::run(command)) << command;
  }

  void TearDown() override {
    std::error_code error;
    std::filesystem::remove_all(options_.pin_dir, error);
  }

  [[nodiscard]] const std::string& port() const { return cable_->near_name(); }

  Attachment attached() {
    const auto attachment = decap_attach(port(), options_);
    EXPECT_TRUE(attachment) << attachment.error().message();
    return attachment ? *attachment : Attachment{};
  }

  std::uint64_t count(std::string_view name) {
    const auto counters = decap_counters(port(), options_.pin_dir);
    if (!counters) return 0;
    const auto found = std::ranges::find(*counters, name, &DecapCounter::name);
    return found->total().packets;
  }

  void expect_tunnels_to_end() {
    const Socket socket4(kVip4);
    const Socket socket6(kVip6);
    const auto request4 = [](const char* text) {
      return eth().ipv4({.destination = kVip4}).udp({.destination_port = kPort}).payload(text);
    };
    const auto request6 = [](const char* text) {
      return eth().ipv6({.destination = kVip6}).udp({.destination_port = kPort}).payload(text);
    };
    cable_->send(eth().ipv4(outer4()).carrying(request4("4 in 4")).bytes());
    EXPECT_EQ(socket4.receive(), "4 in 4");
    cable_->send(eth().ipv6(outer6()).carrying(request4("4 in 6")).bytes());
    EXPECT_EQ(socket4.receive(), "4 in 6");
    cable_->send(eth().ipv4(outer4()).carrying(request6("6 in 4")).bytes());
    EXPECT_EQ(socket6.receive(), "6 in 4");
    cable_->send(eth().ipv6(outer6()).carrying(request6("6 in 6")).bytes());
    EXPECT_EQ(socket6.receive(), "6 in 6");
    cable_->send(eth().ipv4(outer4()).udp(gue()).carrying(request4("4 in GUE")).bytes());
    EXPECT_EQ(socket4.receive(), "4 in GUE");
    cable_->send(eth().ipv6(outer6()).udp(gue()).carrying(request6("6 in GUE")).bytes());
    EXPECT_EQ(socket6.receive(), "6 in GUE");
    EXPECT_EQ(count("decapsulated_ipip"), 4U);
    EXPECT_EQ(count("decapsulated_gue"), 2U);
  }

  // In a child that is killed at once: the program is attached, and its pins have not taken their names yet.
  void attach_and_die_before_the_pins_are_in_place() {
    const pid_t child = fork();
    if (child == 0) {
      const DecapPins pins(options_.pin_dir, port());
      const auto object = DecapObject::load(options_, {*net::IpAddress::parse(kBackend4)}, -1);
      const auto id = program_info(object->program().plain_fd)->id;
      Ownership ours(kDecapProgram);
      const auto programs = pins.programs();
      for (const auto& fd : programs.value()) EXPECT_TRUE(ours.add(fd.get()));
      const bool done = object && pins.prepare(object->pinned(), id) &&
                        attach(object->program(), ours, {.ifindex = cable_->near_index()});
      raise(done ? SIGKILL : SIGABRT);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }

  std::string name_ = "dec";
  DecapOptions options_;
  std::optional<wire::VethPair> cable_;
};

TEST_F(Backend, GetsWhatTunnelsCarryToItsSockets) {
  const auto attachment = attached();
  EXPECT_EQ(attachment.mode, Mode::kNative);
  EXPECT_THAT(attachment.warnings, testing::IsEmpty());
  EXPECT_EQ(attachment.dispatcher, attachment.alone_because.empty()) << attachment.alone_because;
  expect_tunnels_to_end();
}

TEST_F(Backend, GetsItInGenericModeToo) {
  options_.mode = model::AttachMode::kGeneric;
  EXPECT_EQ(attached().mode, Mode::kGeneric);
  expect_tunnels_to_end();
}

TEST_F(Backend, KeepsItsOtherTraffic) {
  attached();
  const Socket socket(kBackend4);
  cable_->send(eth()
                   .ipv4({.source = kShunt4, .destination = kBackend4})
                   .udp({.destination_port = kPort})
                   .payload("hi")
                   .bytes());
  EXPECT_EQ(socket.receive(), "hi");
}

TEST_F(Backend, TakesNewOptionsAndKeepsItsCounters) {
  const auto frame = eth().ipv4(outer4()).carrying(
      eth().ipv4({.destination = kVip4}).udp({.destination_port = kPort}).payload("hi"));
  const Socket socket(kVip4);
  attached();
  cable_->send(frame.bytes());
  EXPECT_EQ(socket.receive(), "hi");
  options_.sources = {*net::IpPrefix::parse("198.51.100.200")};
  attached();
  cable_->send(frame.bytes());
  for (int wait = 0; wait < 5000 && count("source_not_allowed") == 0; ++wait) usleep(1000);
  EXPECT_EQ(count("source_not_allowed"), 1U);
  EXPECT_EQ(count("decapsulated_ipip"), 1U);
  EXPECT_EQ(query(cable_->near_index())->programs.size(), 1U);
}

TEST_F(Backend, IsAsBeforeOnceItIsSwitchedOff) {
  attached();
  const auto off = decap_detach(port(), options_.pin_dir);
  ASSERT_TRUE(off) << off.error().message();
  EXPECT_TRUE(*off);
  EXPECT_TRUE(query(cable_->near_index())->empty());
  EXPECT_FALSE(std::filesystem::exists(options_.pin_dir));
  EXPECT_FALSE(*decap_detach(port(), options_.pin_dir));
}

TEST_F(Backend, CanBeSwitchedOffWhenTheInterfaceHasGone) {
  attached();
  const auto name = port();
  cable_.reset();
  EXPECT_TRUE(*decap_detach(name, options_.pin_dir));
  EXPECT_FALSE(std::filesystem::exists(options_.pin_dir));
}

TEST_F(Backend, GoesOnWithWhatAKilledCommandLeft) {
  attached();
  attach_and_die_before_the_pins_are_in_place();
  attached();
  EXPECT_EQ(query(cable_->near_index())->programs.size(), 1U);
  expect_tunnels_to_end();
  EXPECT_TRUE(*decap_detach(port(), options_.pin_dir));
  EXPECT_FALSE(std::filesystem::exists(options_.pin_dir));
}

TEST_F(Backend, SaysThatThereIsNothingToCount) {
  const auto counters = decap_counters(port(), options_.pin_dir);
  ASSERT_FALSE(counters);
  EXPECT_THAT(counters.error().message(), HasSubstr("shunt decap deca begins it"));
}

TEST_F(Backend, SaysThatAnInterfaceIsMissing) {
  const auto attachment = decap_attach("nothing0", options_);
  ASSERT_FALSE(attachment);
  EXPECT_EQ(attachment.error().message(), "there is no interface nothing0; ip link shows them");
}

TEST_F(Backend, SaysThatItsPinDirectoryIsNotOnBpffs) {
  options_.pin_dir = testing::TempDir() + "/decap-" + std::to_string(getpid());
  const auto attachment = decap_attach(port(), options_);
  ASSERT_FALSE(attachment);
  EXPECT_THAT(attachment.error().message(), HasSubstr("is on no BPF file system; mount -t bpf bpf /sys/fs/bpf"));
  EXPECT_TRUE(query(cable_->near_index())->empty());
}

TEST_F(Backend, SaysThatItHasNoAddress) {
  ASSERT_TRUE(wire::run("ip addr flush dev lo && ip addr flush dev " + port()));
  const auto attachment = decap_attach(port(), options_);
  ASSERT_FALSE(attachment);
  EXPECT_THAT(attachment.error().message(), HasSubstr("--to"));
}

TEST_F(Backend, NeedsNoAddressOfItsOwnWhereDestinationsAreNamed) {
  ASSERT_TRUE(wire::run(std::string("ip addr del ") + kBackend4 + "/24 dev " + port()));
  options_.destinations = {*net::IpAddress::parse(kBackend4)};
  attached();
  const Socket socket(kVip4);
  cable_->send(eth()
                   .ipv4(outer4())
                   .carrying(eth().ipv4({.destination = kVip4}).udp({.destination_port = kPort}).payload("hi"))
                   .bytes());
  EXPECT_EQ(socket.receive(), "hi");
}

/// bpffs has no dots in names.
class DottedBackend : public Backend {
 protected:
  DottedBackend() { name_ = "dec.7"; }
};

TEST_F(DottedBackend, WorksLikeAnyOther) {
  attached();
  expect_tunnels_to_end();
  EXPECT_TRUE(*decap_detach(port(), options_.pin_dir));
}

}  // namespace
}  // namespace shunt::dataplane
