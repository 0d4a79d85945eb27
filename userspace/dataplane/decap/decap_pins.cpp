// SPDX-License-Identifier: Apache-2.0
#include "dataplane/decap/decap_pins.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "dataplane/attach/capabilities.h"

namespace shunt::dataplane {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNewPrefix = "new-";

ino_t network_namespace(const char* process) {
  struct stat status {};
  const std::string path = std::string("/proc/") + process + "/ns/net";
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::string directory_name(std::string interface) {
  std::ranges::replace(interface, '.', ':');  // no interface name has a colon
  const auto own = network_namespace("thread-self");
  const auto first = network_namespace("1");
  std::string name = "decap-" + interface;
  if (own != 0 && first != 0 && own != first) name += "@" + std::to_string(own);
  return name;
}

std::string new_folder(std::uint32_t program_id) { return std::string(kNewPrefix) + std::to_string(program_id); }

// Folders that prepare() made.
std::vector<fs::path> new_folders(const fs::path& directory) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (entry.path().filename().string().starts_with(kNewPrefix)) folders.push_back(entry.path());
  return folders;
}

// The pin directory, which a controller may share: as long as it runs it holds a lock on it.
void remove_if_idle(const fs::path& directory) {
  const core::UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.valid() && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0)
    ::rmdir(directory.c_str());  // stays if it is in use
}

core::Result<void> make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return refusal("cannot make " + directory.string(), error.value());
  struct statfs status {};
  if (statfs(directory.c_str(), &status) != 0 || status.f_type != BPF_FS_MAGIC)
    return core::Error(directory.string() +
                       " is on no BPF file system; mount -t bpf bpf /sys/fs/bpf, or choose another --pin-dir");
  return {};
}

}  // namespace

DecapPins::DecapPins(const fs::path& pin_dir, const std::string& interface)
    : directory_(pin_dir / directory_name(interface)) {}

core::UniqueFd DecapPins::open(std::string_view name) const {
  return core::UniqueFd(bpf_obj_get((directory_ / name).c_str()));
}

core::Result<std::vector<core::UniqueFd>> DecapPins::programs() const {
  auto folders = new_folders(directory_);
  folders.push_back(directory_);
  std::vector<core::UniqueFd> programs;
  for (const auto& folder : folders) {
    const auto path = folder / kProgramPin;
    core::UniqueFd fd(bpf_obj_get(path.c_str()));
    if (fd.valid()) {
      programs.push_back(std::move(fd));
    } else if (errno != ENOENT) {
      return refusal("cannot open " + path.string(), errno);
    }
  }
  return programs;
}

core::Result<void> DecapPins::prepare(const std::vector<PinnedObject>& objects, std::uint32_t program_id) const {
  const auto folder = directory_ / new_folder(program_id);
  if (auto made = make_directory(folder); !made) return made.error();
  for (const auto& object : objects) {
    const auto path = folder / object.name;
    if (bpf_obj_pin(object.fd, path.c_str()) != 0) return refusal("cannot pin " + path.string(), errno);
  }
  return {};
}

core::Result<void> DecapPins::commit(const std::vector<PinnedObject>& objects, std::uint32_t program_id) const {
  std::error_code error;
  for (const auto& object : objects) {
    const auto path = directory_ / object.name;
    fs::rename(directory_ / new_folder(program_id) / object.name, path, error);
    if (error) return core::Error::from_errno("cannot pin " + path.string(), error.value());
  }
  for (const auto& folder : new_folders(directory_)) fs::remove_all(folder, error);
  return {};
}

void DecapPins::abandon(std::uint32_t program_id) const {
  std::error_code error;
  fs::remove_all(directory_ / new_folder(program_id), error);
  fs::remove(directory_, error);  // stays if an earlier program is pinned there
  remove_if_idle(directory_.parent_path());
}

core::Result<bool> DecapPins::remove() const {
  std::error_code error;
  const auto removed = fs::remove_all(directory_, error);
  if (error) return refusal("cannot remove " + directory_.string(), error.value());
  if (removed != 0) remove_if_idle(directory_.parent_path());
  return removed != 0;
}

}  // namespace shunt::dataplane
