// SPDX-License-Identifier: Apache-2.0
#include "support/program/ports.h"

#include <fmt/format.h>
#include <sched.h>

#include <cerrno>
#include <cstdio>

#include "support/given/state.h"

namespace shunt::program {
namespace {

std::string port_commands(std::uint32_t ifindex, const char* name) {
  return fmt::format(
      "link add {0} index {1} type veth peer name {0}-far\n"
      "link set {0} up\n"
      "link set {0}-far up\n",
      name, ifindex);
}

}  // namespace

core::Result<void> enter_namespace_with_ports() {
  if (unshare(CLONE_NEWNET) != 0) return core::Error::from_errno("cannot make a network namespace", errno);
  std::FILE* ip = popen("ip -batch -", "w");
  if (ip == nullptr) return core::Error::from_errno("cannot run ip", errno);
  const std::string commands = port_commands(given::kPortA, "port-a") + port_commands(given::kPortB, "port-b") +
                               port_commands(given::kUnlistedPort, "unlisted");
  std::fputs(commands.c_str(), ip);
  if (pclose(ip) != 0) return core::Error("cannot make veth interfaces with ip");
  return {};
}

}  // namespace shunt::program
