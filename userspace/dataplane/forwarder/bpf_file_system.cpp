// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/bpf_file_system.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/vfs.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "dataplane/attach/capabilities.h"

namespace shunt::dataplane {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBpfMount = "/sys/fs/bpf";

bool is_bpf_file_system(const fs::path& path) {
  struct statfs information {};
  return ::statfs(path.c_str(), &information) == 0 &&
         static_cast<unsigned long>(information.f_type) == static_cast<unsigned long>(BPF_FS_MAGIC);
}

bool is_below(const fs::path& path, const fs::path& root) {
  const auto relative = path.lexically_normal().lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

bool lacks_mount(const fs::path& directory) {
  return is_below(directory, kBpfMount) && !is_bpf_file_system(kBpfMount);
}

// `ip netns exec NAME` mounts a sysfs of that namespace over /sys and calls its source NAME; empty if none did.
std::string namespace_entered_by_ip() {
  std::ifstream mounts("/proc/self/mountinfo");
  std::string name;
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::string place;
    for (int i = 0; i < 5; ++i) fields >> place;  // proc(5): the fifth is where it is mounted
    if (place != "/sys") continue;
    std::string field;
    while (fields >> field && field != "-") {
    }
    fields >> field >> name;  // type, source; the last mount lies on top
  }
  std::error_code error;
  return !name.empty() && fs::exists("/run/netns/" + name, error) ? name : std::string();
}

}  // namespace

std::string hidden_pins(const fs::path& directory) {
  if (!lacks_mount(directory)) return {};
  const auto name = namespace_entered_by_ip();
  if (name.empty()) return {};
  return "`ip netns exec` hides the BPF file system of this machine: what is pinned in " + directory.string() +
         " is seen by this process alone; use nsenter --net=/run/netns/" + name;
}

core::Result<void> provide_bpf_file_system(const fs::path& directory) {
  if (lacks_mount(directory) && ::mount("bpf", kBpfMount, "bpf", 0, "mode=0700") != 0)
    return refusal(std::string("cannot mount the BPF file system at ") + kBpfMount, errno);
  return {};
}

core::Result<void> expect_bpf_file_system(const fs::path& directory) {
  if (is_bpf_file_system(directory)) return {};
  return core::Error(directory.string() +
                     " is not in a BPF file system; mount one (mount -t bpf bpf DIRECTORY) or "
                     "choose a --pin-dir below " +
                     kBpfMount);
}

}  // namespace shunt::dataplane
