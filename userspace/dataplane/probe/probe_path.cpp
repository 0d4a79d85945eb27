// SPDX-License-Identifier: Apache-2.0
#include "dataplane/probe/probe_path.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/load_error.h"
#include "dataplane/bpf_log/bpf_log.h"
#include "dataplane/publish/backend_row.h"
#include "probe.skel.h"

namespace shunt::dataplane {
namespace {

core::Error path_error(const std::string& what, int error_number) {
  return refusal("cannot set up the way of the probes: " + what, error_number);
}

int interfaces_fd(const Forwarder& forwarder) {
  const auto maps = forwarder.pinnables();
  const auto found =
      std::ranges::find_if(maps, [](const auto& map) { return std::string_view(map.name) == "interfaces"; });
  return found == maps.end() ? -1 : found->fd;
}

core::Result<void> mark_what_leaves(unsigned ifindex, int program_fd) {
  bpf_tc_hook hook{};
  hook.sz = sizeof(hook);
  hook.ifindex = static_cast<int>(ifindex);
  hook.attach_point = BPF_TC_EGRESS;
  if (const int error = bpf_tc_hook_create(&hook); error != 0)
    return path_error("clsact (module sch_ingress)", -error);
  bpf_tc_opts options{};
  options.sz = sizeof(options);
  options.prog_fd = program_fd;
  if (const int error = bpf_tc_attach(&hook, &options); error != 0)
    return path_error("program at clsact (module cls_bpf)", -error);
  return {};
}

template <typename Value>
bool set_option(int fd, int level, int name, const Value& value) {
  return ::setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

sockaddr_storage to_sockaddr(const net::IpAddress& address) {
  sockaddr_storage storage{};
  if (address.family() == net::Family::kIpv4) {
    auto& ipv4 = reinterpret_cast<sockaddr_in&>(storage);
    ipv4.sin_family = AF_INET;
    const auto bytes = address.ipv4_bytes();
    std::memcpy(&ipv4.sin_addr, bytes.data(), bytes.size());
  } else {
    auto& ipv6 = reinterpret_cast<sockaddr_in6&>(storage);
    ipv6.sin6_family = AF_INET6;
    std::memcpy(&ipv6.sin6_addr, address.bytes().data(), address.bytes().size());
  }
  return storage;
}

}  // namespace

core::Result<std::unique_ptr<ProbePath>> ProbePath::open(Forwarder& forwarder, std::uint32_t targets) {
  std::unique_ptr<ProbePath> path(new ProbePath(forwarder));
  if (auto loaded = path->load(targets); !loaded) return loaded.error();
  auto pair = Pair::make();
  if (!pair) return pair.error();
  path->pair_ = *std::move(pair);
  if (auto attached = path->attach(); !attached) return attached.error();
  return path;
}

core::Result<void> ProbePath::load(std::uint32_t targets) {
  const BpfLog log;
  skeleton_ = probe_bpf__open();
  if (skeleton_ == nullptr) return explain_load("shunt_probe", errno, log.text(), missing_capabilities());
  bpf_map__set_max_entries(skeleton_->maps.probe_targets, targets + 1);
  if (const int error = bpf_map__reuse_fd(skeleton_->maps.interfaces, interfaces_fd(forwarder_)); error != 0)
    return path_error("the map interfaces", -error);
  if (const int error = probe_bpf__load(skeleton_); error != 0)
    return explain_load("shunt_probe", -error, log.text(), missing_capabilities());
  return map_targets(targets + 1);
}

core::Result<void> ProbePath::map_targets(std::uint32_t rows) {
  auto mapping = Mapping::make(bpf_map__fd(skeleton_->maps.probe_targets), 0, rows * sizeof(shunt_probe_target),
                               Mapping::Access::kWrite);
  if (!mapping) return mapping.error().within("the map probe_targets");
  mapping_ = *std::move(mapping);
  targets_ = {static_cast<shunt_probe_target*>(mapping_->start()), rows};
  return {};
}

// Generic mode outside: a card without native XDP takes redirected packets only from there. A probe a second does
// not need speed. Native mode inside: only so the pair takes what the forwarding program redirects.
core::Result<void> ProbePath::attach() {
  if (const int error = bpf_xdp_attach(static_cast<int>(pair_->outer()),
                                       bpf_program__fd(skeleton_->progs.shunt_probe), XDP_FLAGS_SKB_MODE, nullptr);
      error != 0)
    return path_error("XDP on " + pair_->outer_name(), -error);
  {
    const NetworkNamespace::Visit visit(pair_->inside());
    if (!visit.arrived()) return path_error("its namespace", errno);
    if (const int error =
            bpf_xdp_attach(static_cast<int>(pair_->inner()), bpf_program__fd(skeleton_->progs.shunt_answer),
                           XDP_FLAGS_DRV_MODE, nullptr);
        error != 0)
      return path_error("XDP inside", -error);
    if (auto marked = mark_what_leaves(pair_->inner(), bpf_program__fd(skeleton_->progs.shunt_mark)); !marked)
      return marked;
  }
  return forwarder_.set_egress(SHUNT_PROBE_EGRESS, pair_->outer());
}

ProbePath::~ProbePath() {
  __atomic_store_n(&forwarder_.memory().control->probe_ports, std::uint16_t{0}, __ATOMIC_RELEASE);
  static_cast<void>(set_vips({}));
  if (pair_ != nullptr) static_cast<void>(forwarder_.set_egress(SHUNT_PROBE_EGRESS, 0));
  pair_.reset();
  if (skeleton_ != nullptr) probe_bpf__destroy(skeleton_);
}

core::Result<void> ProbePath::set_sources(PortRange ports, const std::set<net::IpAddress>& addresses) {
  auto& control = *forwarder_.memory().control;
  if (addresses.size() > std::size(control.probe_sources))
    return core::Error("probes would come from " + std::to_string(addresses.size()) +
                       " addresses of this host, and at most " + std::to_string(std::size(control.probe_sources)) +
                       " can be used; set probes.source");
  __atomic_store_n(&control.probe_ports, std::uint16_t{0}, __ATOMIC_RELEASE);
  if (auto set = pair_->set_ports(ports); !set) return set;
  if (auto set = pair_->set_addresses(addresses); !set) return set;
  std::ranges::fill(control.probe_sources, shunt_address{});
  std::size_t row = 0;
  for (const auto& address : addresses) std::ranges::copy(address.bytes(), control.probe_sources[row++].bytes);
  control.probe_first_port = ports.first;
  const auto count = addresses.empty() ? 0 : ports.last - ports.first + 1;
  __atomic_store_n(&control.probe_ports, static_cast<std::uint16_t>(count), __ATOMIC_RELEASE);
  return {};
}

core::Result<void> ProbePath::set_vips(const std::set<net::IpAddress>& vips) {
  for (const auto& vip : vips) {
    if (vips_.contains(vip)) continue;
    if (auto set = forwarder_.set_probe_vip(to_row(vip), true); !set) return set;
    vips_.insert(vip);
  }
  std::erase_if(vips_, [&](const net::IpAddress& vip) {
    return !vips.contains(vip) && forwarder_.set_probe_vip(to_row(vip), false).has_value();
  });
  return {};
}

// In an order in which a packet meets no target that is half the old one and half the new: without an MTU it is
// none.
bool ProbePath::set_target(std::uint32_t mark, const shunt_probe_target& target) {
  auto& row = targets_[mark];
  if (std::memcmp(&row, &target, sizeof(row)) == 0) return false;
  __atomic_store_n(&row.next_hop.mtu, 0U, __ATOMIC_RELEASE);
  auto next = target;
  next.next_hop.mtu = 0;
  row = next;
  __atomic_store_n(&row.next_hop.mtu, target.next_hop.mtu, __ATOMIC_RELEASE);
  return true;
}

core::Result<core::UniqueFd> ProbePath::open_socket(std::uint32_t mark, const net::IpAddress& source, int type,
                                                    int protocol) const {
  const bool ipv4 = source.family() == net::Family::kIpv4;
  core::UniqueFd fd;
  {
    const NetworkNamespace::Visit visit(pair_->inside());
    if (!visit.arrived()) return path_error("its namespace", errno);
    fd = core::UniqueFd(::socket(ipv4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  }
  if (!fd.valid()) return core::Error::from_errno("cannot open a socket", errno);
  if (!set_option(fd.get(), SOL_SOCKET, SO_MARK, mark))
    return core::Error::from_errno("cannot mark a socket", errno);
  // The port comes with connect(), which knows the other end: of TCP, one port serves many VIPs.
  if (type != SOCK_RAW && !set_option(fd.get(), SOL_IP, IP_BIND_ADDRESS_NO_PORT, 1))
    return core::Error::from_errno("cannot prepare a socket", errno);
  const auto address = to_sockaddr(source);
  const socklen_t size = ipv4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0)
    return core::Error::from_errno("cannot send from " + source.to_string(), errno);
  return fd;
}

std::array<std::uint64_t, SHUNT_PROBE_RESULTS> ProbePath::counts() const {
  std::array<std::uint64_t, SHUNT_PROBE_RESULTS> sums{};
  std::vector<shunt_counter> rows(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  for (std::uint32_t result = 0; result < SHUNT_PROBE_RESULTS; ++result) {
    if (bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.probe_stats), &result, rows.data()) != 0) continue;
    for (const auto& row : rows) sums[result] += row.packets;
  }
  return sums;
}

}  // namespace shunt::dataplane
