// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/pins.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/program_info.h"
#include "dataplane/forwarder/bpf_file_system.h"

namespace shunt::dataplane {
namespace {

namespace fs = std::filesystem;

// Every name that any version has pinned: `remove` must know them all.
constexpr std::array kPinNames{"prog",         "control",     "service_index", "rules",         "slots",
                               "backends",     "next_hops",   "interfaces",    "backend_stats", "service_drops",
                               "reason_stats", "iface_stats", "backend_flows", "service_turns", "services",
                               "flows",        "flow_names",  "flow_stats",    "probe_vips",    "syns",
                               "syn_stats"};

// A staged program whose controller died: it may be attached, while the one pinned as `prog` is elsewhere.
constexpr std::string_view kFormerPrefix = "former-";  // former-ID

constexpr const char* kStaged = "next";
constexpr const char* kPromoted = "promoted";

core::Result<void> make_directory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return refusal("cannot create " + path.string(), error.value());
  return {};
}

core::Result<core::UniqueFd> lock(const fs::path& directory) {
  core::UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.valid() && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  if (errno == EWOULDBLOCK)
    return core::Error("a controller is running with the pin directory " + directory.string() +
                       "; stop it, or choose another --pin-dir");
  return refusal("cannot lock " + directory.string(), errno);
}

// A rename puts a pin in the place of another, and in that of nothing else.
core::Result<void> check_names(const fs::path& directory) {
  for (const char* name : kPinNames) {
    std::error_code error;
    if (const auto path = directory / name; fs::is_directory(path, error))
      return core::Error(path.string() +
                         " is a directory, where a pin belongs; remove it, or choose another --pin-dir");
  }
  return {};
}

std::vector<fs::path> former_pins(const fs::path& directory) {
  std::vector<fs::path> pins;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().filename().string().starts_with(kFormerPrefix)) pins.push_back(entry.path());
  }
  return pins;
}

core::Result<void> remove_former_pins(const fs::path& directory) {
  for (const auto& pin : former_pins(directory)) {
    if (::unlink(pin.c_str()) != 0) return refusal("cannot remove " + pin.string(), errno);
  }
  return {};
}

// So that it stays ours until ours has taken its place everywhere, however many of us are killed before.
core::Result<void> keep_staged_program(const fs::path& directory) {
  const auto staged = directory / kStaged / "prog";
  const core::UniqueFd fd(bpf_obj_get(staged.c_str()));
  if (!fd.valid()) return {};
  const auto info = program_info(fd.get());
  if (!info) return info.error();
  const auto kept = directory / (std::string(kFormerPrefix) + std::to_string(info->id));
  if (std::rename(staged.c_str(), kept.c_str()) != 0) {
    return core::Error::from_errno("cannot rename " + staged.string(), errno);
  }
  return {};
}

// The program that is attached now stays ours, under another name beside its own, until ours has its place.
core::Result<void> keep_program(const fs::path& directory) {
  const auto pin = directory / "prog";
  const core::UniqueFd fd(bpf_obj_get(pin.c_str()));
  if (!fd.valid()) return {};
  const auto info = program_info(fd.get());
  if (!info) return info.error();
  const auto kept = directory / (std::string(kFormerPrefix) + std::to_string(info->id));
  if (::link(pin.c_str(), kept.c_str()) != 0 && errno != EEXIST)
    return core::Error::from_errno("cannot give " + pin.string() + " a second name", errno);
  return {};
}

// Gives promoted pins the names of those before them.
core::Result<void> finish_promotion(const fs::path& directory) {
  const auto promoted = directory / kPromoted;
  std::error_code error;
  if (!fs::is_directory(promoted, error)) return {};
  for (const char* name : kPinNames) {
    if (std::rename((promoted / name).c_str(), (directory / name).c_str()) != 0 && errno != ENOENT)
      return core::Error::from_errno("cannot rename " + (promoted / name).string(), errno);
  }
  ::rmdir(promoted.c_str());
  return {};
}

core::Result<void> remove_pins(const fs::path& directory) {
  for (const char* name : kPinNames) {
    if (::unlink((directory / name).c_str()) != 0 && errno != ENOENT) {
      return refusal("cannot remove " + (directory / name).string(), errno);
    }
  }
  ::rmdir(directory.c_str());  // others' pins may be there: then it stays
  return {};
}

}  // namespace

core::Result<Pins> Pins::open(const fs::path& directory) {
  if (auto provided = provide_bpf_file_system(directory); !provided) return provided.error();
  if (auto made = make_directory(directory); !made) return made.error();
  if (auto there = expect_bpf_file_system(directory); !there) return there.error();
  auto locked = lock(directory);
  if (!locked) return locked.error();
  if (auto finished = finish_promotion(directory); !finished) return finished.error();
  return Pins(directory, *std::move(locked));
}

std::vector<core::UniqueFd> Pins::pinned_programs() const {
  auto paths = former_pins(directory_);
  paths.push_back(directory_ / "prog");
  paths.push_back(directory_ / kStaged / "prog");
  std::vector<core::UniqueFd> programs;
  for (const auto& path : paths) {
    core::UniqueFd fd(bpf_obj_get(path.c_str()));
    if (fd.valid()) programs.push_back(std::move(fd));
  }
  return programs;
}

core::Result<void> Pins::stage(const Forwarder& forwarder) const {
  const auto next = directory_ / kStaged;
  if (auto free = check_names(directory_); !free) return free.error();
  if (auto kept = keep_staged_program(directory_); !kept) return kept.error();
  if (auto removed = remove_pins(next); !removed) return removed.error();
  if (auto made = make_directory(next); !made) return made.error();
  for (const auto& [name, fd] : forwarder.pinnables()) {
    if (bpf_obj_pin(fd, (next / name).c_str()) != 0) {
      return core::Error::from_errno("cannot pin " + (next / name).string(), errno);
    }
  }
  return {};
}

core::Result<void> Pins::promote() const {
  if (auto kept = keep_program(directory_); !kept) return kept.error();
  // One step tells whose set of maps is the one to go on with; a promotion that is cut off is finished by open().
  if (std::rename((directory_ / kStaged).c_str(), (directory_ / kPromoted).c_str()) != 0)
    return core::Error::from_errno("cannot rename " + (directory_ / kStaged).string(), errno);
  return finish_promotion(directory_);
}

core::Result<void> Pins::remove_former() const { return remove_former_pins(directory_); }

core::Result<void> Pins::remove() const {
  if (auto removed = remove_former_pins(directory_); !removed) return removed.error();
  if (auto removed = remove_pins(directory_ / kStaged); !removed) return removed.error();
  return remove_pins(directory_);
}

}  // namespace shunt::dataplane
