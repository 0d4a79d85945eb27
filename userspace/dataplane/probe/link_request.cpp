// SPDX-License-Identifier: Apache-2.0
#include "dataplane/probe/link_request.h"

#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

namespace shunt::dataplane {
namespace {

constexpr std::size_t kRequestSize = 1024;

/// A request under construction.
struct Request {
  explicit Request(std::uint16_t type, std::uint16_t flags) {
    header = mnl_nlmsg_put_header(bytes.data());
    header->nlmsg_type = type;
    header->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
  }
  template <typename Fixed>
  Fixed& fixed() {
    return *static_cast<Fixed*>(mnl_nlmsg_put_extra_header(header, sizeof(Fixed)));
  }
  void put(std::uint16_t type, std::span<const std::uint8_t> value) {
    mnl_attr_put(header, type, value.size(), value.data());
  }
  void put(std::uint16_t type, std::uint32_t value) { mnl_attr_put_u32(header, type, value); }
  void put(std::uint16_t type, const std::string& value) { mnl_attr_put_strz(header, type, value.c_str()); }

  alignas(nlmsghdr) std::array<char, kRequestSize> bytes{};
  nlmsghdr* header;
};

/// An attribute that holds others, open while this lives.
class Nested {
 public:
  Nested(Request& request, std::uint16_t type)
      : request_(request), attribute_(mnl_attr_nest_start(request.header, type)) {}
  ~Nested() { mnl_attr_nest_end(request_.header, attribute_); }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  Request& request_;
  nlattr* attribute_;
};

std::uint8_t family_of(const net::IpAddress& address) {
  return address.family() == net::Family::kIpv4 ? AF_INET : AF_INET6;
}

std::uint8_t bits_of(const net::IpAddress& address) { return address.family() == net::Family::kIpv4 ? 32 : 128; }

void put_address(Request& request, std::uint16_t type, const net::IpAddress& address) {
  const auto ipv4 = address.ipv4_bytes();
  if (address.family() == net::Family::kIpv4) {
    request.put(type, std::span(ipv4));
  } else {
    request.put(type, std::span(address.bytes()));
  }
}

int change_address(LinkSocket& socket, std::uint16_t type, std::uint16_t flags, unsigned ifindex,
                   const net::IpAddress& address) {
  Request request(type, flags);
  auto& fixed = request.fixed<ifaddrmsg>();
  fixed.ifa_family = family_of(address);
  fixed.ifa_prefixlen = bits_of(address);
  fixed.ifa_flags = IFA_F_NODAD;  // it is the host's, too: nobody is to be asked
  fixed.ifa_index = ifindex;
  put_address(request, IFA_LOCAL, address);
  put_address(request, IFA_ADDRESS, address);
  return socket.ask(request.header);
}

int add_neighbour(LinkSocket& socket, unsigned ifindex, const net::IpAddress& address,
                  const net::MacAddress& mac) {
  Request request(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE);
  auto& fixed = request.fixed<ndmsg>();
  fixed.ndm_family = family_of(address);
  fixed.ndm_ifindex = static_cast<int>(ifindex);
  fixed.ndm_state = NUD_PERMANENT;
  put_address(request, NDA_DST, address);
  request.put(NDA_LLADDR, std::span(mac.bytes));
  return socket.ask(request.header);
}

}  // namespace

core::Result<LinkSocket> LinkSocket::open() {
  core::UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!fd.valid()) return core::Error::from_errno("cannot open a rtnetlink socket", errno);
  return LinkSocket(std::move(fd));
}

int LinkSocket::ask(nlmsghdr* request, const std::function<void(const nlmsghdr&)>& on_answer) {
  request->nlmsg_seq = ++sequence_;
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  if (::sendto(fd_.get(), request, request->nlmsg_len, 0, reinterpret_cast<const sockaddr*>(&kernel),
               sizeof(kernel)) < 0)
    return errno;
  alignas(nlmsghdr) std::array<char, 8192> answer{};
  for (;;) {
    const auto size = ::recv(fd_.get(), answer.data(), answer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    const auto* header = reinterpret_cast<const nlmsghdr*>(answer.data());
    if (!mnl_nlmsg_ok(header, static_cast<int>(size)) || header->nlmsg_seq != sequence_) continue;
    if (header->nlmsg_type != NLMSG_ERROR) {
      if (!on_answer) return EBADMSG;
      on_answer(*header);
      continue;
    }
    return -static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(header))->error;
  }
}

bool LinkSocket::is_up(const std::string& interface) const {
  ifreq request{};
  std::copy_n(interface.begin(), std::min<std::size_t>(interface.size(), IFNAMSIZ - 1), request.ifr_name);
  if (::ioctl(fd_.get(), SIOCGIFFLAGS, &request) != 0) return errno != ENODEV;
  return (request.ifr_flags & IFF_UP) != 0;
}

int make_pair(LinkSocket& socket, const PairNames& names, int inner_namespace) {
  Request request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
  request.fixed<ifinfomsg>();
  request.put(IFLA_IFNAME, names.outer);
  request.put(IFLA_MTU, names.mtu);
  {
    const Nested info(request, IFLA_LINKINFO);
    request.put(IFLA_INFO_KIND, std::string("veth"));
    const Nested data(request, IFLA_INFO_DATA);
    const Nested peer(request, VETH_INFO_PEER);
    request.fixed<ifinfomsg>();
    request.put(IFLA_IFNAME, names.inner);
    request.put(IFLA_ADDRESS, std::span(names.inner_mac.bytes));
    request.put(IFLA_MTU, names.mtu);
    request.put(IFLA_NET_NS_FD, static_cast<std::uint32_t>(inner_namespace));
  }
  return socket.ask(request.header);
}

int delete_link(LinkSocket& socket, unsigned ifindex) {
  Request request(RTM_DELLINK, 0);
  request.fixed<ifinfomsg>().ifi_index = static_cast<int>(ifindex);
  return socket.ask(request.header);
}

int bring_up(LinkSocket& socket, unsigned ifindex) {
  Request silent(RTM_SETLINK, 0);
  silent.fixed<ifinfomsg>().ifi_index = static_cast<int>(ifindex);
  {
    const Nested families(silent, IFLA_AF_SPEC);
    const Nested ipv6(silent, AF_INET6);
    mnl_attr_put_u8(silent.header, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
  }
  // An error: there is no IPv6, and so nothing to silence.
  static_cast<void>(socket.ask(silent.header));

  Request request(RTM_SETLINK, 0);
  auto& fixed = request.fixed<ifinfomsg>();
  fixed.ifi_index = static_cast<int>(ifindex);
  fixed.ifi_flags = IFF_UP;
  fixed.ifi_change = IFF_UP;
  return socket.ask(request.header);
}

int add_address(LinkSocket& socket, unsigned ifindex, const net::IpAddress& address) {
  return change_address(socket, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, ifindex, address);
}

int remove_address(LinkSocket& socket, unsigned ifindex, const net::IpAddress& address) {
  return change_address(socket, RTM_DELADDR, 0, ifindex, address);
}

bool takes_in(LinkSocket& socket, const net::IpAddress& address) {
  Request request(RTM_GETROUTE, 0);
  auto& fixed = request.fixed<rtmsg>();
  fixed.rtm_family = family_of(address);
  fixed.rtm_dst_len = bits_of(address);
  put_address(request, RTA_DST, address);
  bool is_local = false;
  const int error = socket.ask(request.header, [&](const nlmsghdr& answer) {
    if (answer.nlmsg_type != RTM_NEWROUTE || answer.nlmsg_len < mnl_nlmsg_size(sizeof(rtmsg))) return;
    is_local = static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&answer))->rtm_type == RTN_LOCAL;
  });
  return error == 0 && is_local;
}

int add_default_route(LinkSocket& socket, unsigned ifindex, const net::IpAddress& gateway,
                      const net::MacAddress& mac) {
  if (const int error = add_neighbour(socket, ifindex, gateway, mac); error != 0) return error;
  Request request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
  auto& fixed = request.fixed<rtmsg>();
  fixed.rtm_family = family_of(gateway);
  fixed.rtm_table = RT_TABLE_MAIN;
  fixed.rtm_protocol = RTPROT_STATIC;
  fixed.rtm_scope = RT_SCOPE_UNIVERSE;
  fixed.rtm_type = RTN_UNICAST;
  fixed.rtm_flags = RTNH_F_ONLINK;
  put_address(request, RTA_GATEWAY, gateway);
  request.put(RTA_OIF, ifindex);
  return socket.ask(request.header);
}

}  // namespace shunt::dataplane
