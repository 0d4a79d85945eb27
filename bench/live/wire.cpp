// SPDX-License-Identifier: Apache-2.0
#include "live/wire.h"

#include <net/if.h>
#include <sched.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace shunt::bench {
namespace {

bool run(const std::string& command) {
  return std::system(("PATH=$PATH:/usr/sbin:/sbin; " + command + " >/dev/null 2>&1").c_str()) == 0;
}

bool make_pair(const std::string& near, const std::string& far) {
  if (!run("ip link add " + near + " type veth peer name " + far)) return false;
  for (const auto& name : {near, far}) {
    // No frames but those that are measured: IPv6 would send its own.
    if (!run("sysctl -q -w net.ipv6.conf." + name + ".disable_ipv6=1") || !run("ip link set " + name + " up"))
      return false;
  }
  return true;
}

}  // namespace

core::Result<Wire> make_wire() {
  if (::unshare(CLONE_NEWNET) != 0) return core::Error::from_errno("cannot make a network namespace", errno);
  if (!make_pair("source", "ingress") || !make_pair("egress", "sink"))
    return core::Error("cannot make veth ports; are iproute2 and procps installed?");
  return Wire{.source = ::if_nametoindex("source"),
              .ingress = ::if_nametoindex("ingress"),
              .egress = ::if_nametoindex("egress"),
              .sink = ::if_nametoindex("sink")};
}

}  // namespace shunt::bench
