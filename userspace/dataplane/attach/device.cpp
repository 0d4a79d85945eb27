// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/device.h"

#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "core/unique_fd.h"

namespace shunt::dataplane {
namespace {

// The driver name that the kernel's VLAN devices report.
constexpr std::string_view kVlanDriver = "802.1Q VLAN Support";

void copy_name(const std::string& name, std::span<char> to) {
  const auto length = std::min(name.size(), to.size() - 1);
  std::copy_n(name.begin(), length, to.begin());
}

// Asked of VLAN devices only: the request makes the kernel load the VLAN module.
std::string read_lower_device(int socket, const std::string& interface) {
  vlan_ioctl_args arguments{};
  arguments.cmd = GET_VLAN_REALDEV_NAME_CMD;
  copy_name(interface, arguments.device1);
  return ioctl(socket, SIOCGIFVLAN, &arguments) == 0 ? arguments.u.device2 : "";
}

}  // namespace

DeviceFacts read_device_facts(const std::string& interface) {
  DeviceFacts facts;
  const core::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return facts;

  ifreq request{};
  copy_name(interface, request.ifr_name);
  if (ioctl(socket.get(), SIOCGIFMTU, &request) == 0) facts.mtu = static_cast<unsigned>(request.ifr_mtu);

  ethtool_drvinfo driver{};
  driver.cmd = ETHTOOL_GDRVINFO;
  request.ifr_data = reinterpret_cast<char*>(&driver);
  if (ioctl(socket.get(), SIOCETHTOOL, &request) == 0) facts.driver = driver.driver;

  ethtool_value flags{};
  flags.cmd = ETHTOOL_GFLAGS;
  request.ifr_data = reinterpret_cast<char*>(&flags);
  if (ioctl(socket.get(), SIOCETHTOOL, &request) == 0)
    facts.large_receive_offload = (flags.data & ETH_FLAG_LRO) != 0;

  ethtool_channels channels{};
  channels.cmd = ETHTOOL_GCHANNELS;
  request.ifr_data = reinterpret_cast<char*>(&channels);
  if (ioctl(socket.get(), SIOCETHTOOL, &request) == 0) {
    facts.queues = channels.combined_count;
    facts.queues_at_most = channels.max_combined;
  }

  if (facts.driver == kVlanDriver) facts.lower_device = read_lower_device(socket.get(), interface);
  return facts;
}

std::string native_hazard(const DeviceFacts& device, unsigned processors) {
  const bool none_reserved = device.queues + processors > device.queues_at_most;
  if (device.driver != "virtio_net" || device.queues <= processors || !none_reserved) return {};
  return "virtio_net has more queues than processors, " + std::to_string(device.queues) + " and " +
         std::to_string(processors) + ", and would crash the kernel";
}

}  // namespace shunt::dataplane
