// SPDX-License-Identifier: Apache-2.0
#include "dataplane/probe/pair.h"

#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "core/unique_fd.h"
#include "shunt/probe.h"

namespace shunt::dataplane {
namespace {

constexpr int kMaxPairs = 64;  // of other instances in the same namespace
constexpr const char* kInner = "probe";

// Nobody has these addresses: packets get the MAC address of their target from the program.
constexpr const char* kGatewayIpv4 = "169.254.0.1";
constexpr const char* kGatewayIpv6 = "fe80::1";
constexpr net::MacAddress kGatewayMac{{0x02, 0, 0, 0, 0, 0}};

core::Result<void> result_of(int error, const std::string& what) {
  if (error == 0) return {};
  return core::Error::from_errno("cannot set up the way of the probes: " + what, error);
}

// Of the thread's namespace.
core::Result<void> write_sysctl(const std::string& path, const std::string& value) {
  const std::string file = "/proc/sys/net/" + path;
  const core::UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (fd.valid() && ::write(fd.get(), value.data(), value.size()) == std::ssize(value)) return {};
  return core::Error::from_errno("cannot set up the way of the probes: " + file, errno);
}

// The program behind the pair sees each packet as it goes onto the wire: nothing may be left for a card to do.
core::Result<void> end_offloads(const char* interface) {
  const core::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return core::Error::from_errno("cannot open a socket", errno);
  for (const auto command : {ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SSG}) {
    ethtool_value value{.cmd = static_cast<std::uint32_t>(command), .data = 0};
    ifreq request{};
    std::copy_n(interface, std::char_traits<char>::length(interface), request.ifr_name);
    request.ifr_data = reinterpret_cast<char*>(&value);
    if (::ioctl(socket.get(), SIOCETHTOOL, &request) != 0)
      return core::Error::from_errno("cannot set up the way of the probes: offloads of " + std::string(interface),
                                     errno);
  }
  return {};
}

}  // namespace

core::Result<std::unique_ptr<Pair>> Pair::make() {
  auto inside = NetworkNamespace::create();
  if (!inside) return inside.error();
  auto links = LinkSocket::open();
  if (!links) return links.error();
  std::unique_ptr<Pair> pair(new Pair(*std::move(inside), *std::move(links)));
  if (auto made = pair->make_links(); !made) return made.error();
  if (auto set_up = pair->set_up_inside(); !set_up) return set_up.error();
  return pair;
}

core::Result<void> Pair::make_links() {
  int error = EEXIST;
  for (int number = 0; number < kMaxPairs && error == EEXIST; ++number) {
    outer_name_ = "shunt-probe" + std::to_string(number);
    error = dataplane::make_pair(
        outer_links_, {.outer = outer_name_, .inner = kInner, .inner_mac = {SHUNT_PROBE_MAC}, .mtu = kMtu},
        inside_.fd());
  }
  if (auto made = result_of(error, "veth pair " + outer_name_); !made) return made;
  outer_ = ::if_nametoindex(outer_name_.c_str());
  return result_of(bring_up(outer_links_, outer_), outer_name_);
}

core::Result<void> Pair::set_up_inside() {
  const NetworkNamespace::Visit visit(inside_);
  if (!visit.arrived()) return core::Error::from_errno("cannot enter the namespace of the probes", errno);
  auto links = LinkSocket::open();
  if (!links) return links.error();
  inner_links_ = std::make_unique<LinkSocket>(*std::move(links));
  inner_ = ::if_nametoindex(kInner);
  // Answers come from VIPs, for which there is no route but the default one; the strict test would do as well.
  for (const char* path : {"ipv4/conf/all/rp_filter", "ipv4/conf/probe/rp_filter"})
    if (auto written = write_sysctl(path, "0"); !written) return written;
  if (auto ended = end_offloads(kInner); !ended) return ended;
  // The loopback interface, the first one: without an address the namespace has no table to look a gateway up in.
  if (auto up = result_of(bring_up(*inner_links_, 1), "lo"); !up) return up;
  if (auto up = result_of(bring_up(*inner_links_, inner_), kInner); !up) return up;
  const int error = add_default_route(*inner_links_, inner_, *net::IpAddress::parse(kGatewayIpv4), kGatewayMac);
  if (auto added = result_of(error, "route"); !added) return added;
  // Without IPv6 in the kernel there are no IPv6 VIPs to probe either.
  static_cast<void>(add_default_route(*inner_links_, inner_, *net::IpAddress::parse(kGatewayIpv6), kGatewayMac));
  return {};
}

Pair::~Pair() {
  if (outer_ != 0) static_cast<void>(delete_link(outer_links_, outer_));
}

bool Pair::is_gone() const { return !outer_links_.is_up(outer_name_); }

core::Result<void> Pair::set_ports(PortRange ports) {
  const NetworkNamespace::Visit visit(inside_);
  if (!visit.arrived()) return core::Error::from_errno("cannot enter the namespace of the probes", errno);
  return write_sysctl("ipv4/ip_local_port_range", std::to_string(ports.first) + " " + std::to_string(ports.last));
}

// An IPv6 address can be sent from at once, but what comes back is taken in only when a worker of the kernel has
// been there: a first probe would fail for that.
core::Result<void> Pair::wait_for(const net::IpAddress& address) {
  constexpr int kTries = 2000;
  constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 500'000};
  for (int tried = 0; tried < kTries; ++tried) {
    if (takes_in(*inner_links_, address)) return {};
    ::nanosleep(&kPause, nullptr);
  }
  return core::Error("cannot set up the way of the probes: the kernel takes in nothing to " + address.to_string());
}

core::Result<void> Pair::set_addresses(const std::set<net::IpAddress>& addresses) {
  for (const auto& address : addresses) {
    if (addresses_.contains(address)) continue;
    if (auto added = result_of(add_address(*inner_links_, inner_, address), "address " + address.to_string());
        !added)
      return added;
    addresses_.insert(address);
  }
  for (const auto& address : addresses)
    if (auto ready = wait_for(address); !ready) return ready;
  std::erase_if(addresses_, [&](const net::IpAddress& address) {
    return !addresses.contains(address) && remove_address(*inner_links_, inner_, address) == 0;
  });
  return {};
}

}  // namespace shunt::dataplane
