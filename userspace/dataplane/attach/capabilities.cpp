// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/capabilities.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace shunt::dataplane {
namespace {

constexpr std::array<std::pair<unsigned, std::string_view>, 4> kNeeded{{{CAP_NET_ADMIN, "CAP_NET_ADMIN"},
                                                                        {CAP_BPF, "CAP_BPF"},
                                                                        {CAP_PERFMON, "CAP_PERFMON"},
                                                                        {CAP_SYS_ADMIN, "CAP_SYS_ADMIN"}}};

}  // namespace

std::string missing_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
  if (syscall(SYS_capget, &header, data.data()) != 0) return {};
  std::string missing;
  for (const auto& [number, name] : kNeeded) {
    if ((data[number / 32].effective >> (number % 32) & 1U) != 0) continue;
    if (!missing.empty()) missing += ", ";
    missing += name;
  }
  return missing;
}

core::Error refusal(std::string_view what, int error_number) {
  auto error = core::Error::from_errno(what, error_number);
  if (error_number != EPERM && error_number != EACCES) return error;
  const auto missing = missing_capabilities();
  return missing.empty() ? error : core::Error(error.message() + "; run as root, or give it " + missing);
}

}  // namespace shunt::dataplane
