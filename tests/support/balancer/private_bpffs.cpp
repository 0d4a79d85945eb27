// SPDX-License-Identifier: Apache-2.0
#include "support/balancer/private_bpffs.h"

#include <sched.h>
#include <sys/mount.h>

#include <cerrno>

namespace shunt::balancer {
namespace {

// Over a folder that every machine has: in this namespace only.
constexpr const char* kMount = "/mnt";

core::Result<std::filesystem::path> mount_bpffs() {
  if (::unshare(CLONE_NEWNS) != 0) return core::Error::from_errno("cannot make a mount namespace", errno);
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return core::Error::from_errno("cannot make mounts private", errno);
  if (::mount("bpf", kMount, "bpf", 0, "mode=0700") != 0)
    return core::Error::from_errno("cannot mount a BPF file system", errno);
  return std::filesystem::path(kMount);
}

}  // namespace

core::Result<std::filesystem::path> private_bpffs() {
  static const auto mounted = mount_bpffs();
  return mounted;
}

}  // namespace shunt::balancer
