// SPDX-License-Identifier: Apache-2.0
#include "route/requests.h"

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>

namespace shunt::route {
namespace {

std::uint8_t address_family(const net::IpAddress& address) {
  return address.family() == net::Family::kIpv4 ? AF_INET : AF_INET6;
}

}  // namespace

/// One message, appended to the buffer when complete.
class RequestBuffer::Writer {
 public:
  Writer(std::vector<std::uint8_t>& out, int type, int flags, std::uint32_t sequence)
      : out_(out), header_(mnl_nlmsg_put_header(storage_.data())) {
    header_->nlmsg_type = static_cast<std::uint16_t>(type);
    header_->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header_->nlmsg_seq = sequence;
  }

  template <typename Header>
  Header& fixed_header() {
    return *static_cast<Header*>(mnl_nlmsg_put_extra_header(header_, sizeof(Header)));
  }

  Writer& u8(std::uint16_t type, std::uint8_t value) {
    mnl_attr_put_u8(header_, type, value);
    return *this;
  }

  Writer& u32(std::uint16_t type, std::uint32_t value) {
    mnl_attr_put_u32(header_, type, value);
    return *this;
  }

  Writer& address(std::uint16_t type, const net::IpAddress& address) {
    if (address.family() == net::Family::kIpv4) {
      mnl_attr_put(header_, type, 4, address.ipv4_bytes().data());
    } else {
      mnl_attr_put(header_, type, address.bytes().size(), address.bytes().data());
    }
    return *this;
  }

  Writer& neighbour(const NeighbourKey& key, int flags) {
    auto& header = fixed_header<ndmsg>();
    header.ndm_family = address_family(key.address);
    header.ndm_ifindex = static_cast<int>(key.ifindex);
    header.ndm_flags = static_cast<std::uint8_t>(flags);
    return address(NDA_DST, key.address);
  }

  void finish() {
    header_->nlmsg_len = MNL_ALIGN(header_->nlmsg_len);  // the next one begins behind the padding, which is zero
    out_.insert(out_.end(), storage_.begin(), storage_.begin() + header_->nlmsg_len);
  }

 private:
  alignas(
      nlmsghdr) std::array<std::uint8_t, 128> storage_{};  // a header, a fixed header, at most three attributes
  std::vector<std::uint8_t>& out_;
  nlmsghdr* header_;
};

void RequestBuffer::look_up_route(std::uint32_t sequence, const net::IpAddress& destination) {
  Writer message(bytes_, RTM_GETROUTE, 0, sequence);
  auto& header = message.fixed_header<rtmsg>();
  header.rtm_family = address_family(destination);
  header.rtm_dst_len = destination.family() == net::Family::kIpv4 ? 32 : 128;
  message.address(RTA_DST, destination).finish();
}

void RequestBuffer::resolve_neighbour(std::uint32_t sequence, const NeighbourKey& key, bool create) {
  const int flags = NLM_F_ACK | (create ? NLM_F_CREATE | NLM_F_EXCL : 0);
  Writer message(bytes_, RTM_NEWNEIGH, flags, sequence);
  // Kernels before 5.16 ignore the attribute of the extended flags: NTF_USE is what they do.
  message.neighbour(key, NTF_USE);
  message.u8(NDA_PROTOCOL, kNeighbourOriginator).u32(NDA_FLAGS_EXT, NTF_EXT_MANAGED).finish();
}

void RequestBuffer::release_neighbour(std::uint32_t sequence, const NeighbourKey& key) {
  Writer message(bytes_, RTM_NEWNEIGH, NLM_F_ACK, sequence);
  // Without NTF_USE the kernel would take ndm_state for the new state, and invalidate the entry. The originator
  // cannot be cleared, only replaced.
  message.neighbour(key, NTF_USE);
  message.u8(NDA_PROTOCOL, RTPROT_KERNEL).finish();
}

void RequestBuffer::delete_neighbour(std::uint32_t sequence, const NeighbourKey& key) {
  Writer message(bytes_, RTM_DELNEIGH, NLM_F_ACK, sequence);
  message.neighbour(key, 0).finish();
}

void RequestBuffer::get_neighbour(std::uint32_t sequence, const NeighbourKey& key) {
  Writer message(bytes_, RTM_GETNEIGH, 0, sequence);
  message.neighbour(key, 0).finish();
}

void RequestBuffer::dump_links(std::uint32_t sequence) {
  Writer message(bytes_, RTM_GETLINK, NLM_F_DUMP, sequence);
  message.fixed_header<ifinfomsg>().ifi_family = AF_UNSPEC;
  message.u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS).finish();
}

void RequestBuffer::dump_neighbours(std::uint32_t sequence) {
  Writer message(bytes_, RTM_GETNEIGH, NLM_F_DUMP, sequence);
  message.fixed_header<ndmsg>().ndm_family = AF_UNSPEC;
  message.finish();
}

}  // namespace shunt::route
