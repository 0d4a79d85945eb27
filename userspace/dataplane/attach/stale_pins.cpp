// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/stale_pins.h"

#include <bpf/bpf.h>
#include <net/if.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/unique_fd.h"

namespace shunt::dataplane {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDirectoryPrefix = "dispatch-";  // dispatch-IFINDEX-PROGRAM
constexpr std::string_view kProgramSuffix = "-prog";        // progN-prog, and its link progN-link
constexpr std::string_view kLinkSuffix = "-link";

fs::path pins() {
  const char* bpffs = secure_getenv("LIBXDP_BPFFS");
  return bpffs != nullptr ? fs::path(bpffs) / "xdp" : fs::path(kLibxdpPins);
}

std::optional<unsigned> ifindex_of(const std::string& directory) {
  if (!directory.starts_with(kDirectoryPrefix)) return std::nullopt;
  unsigned ifindex = 0;
  const char* start = directory.data() + kDirectoryPrefix.size();
  const auto [end, error] = std::from_chars(start, directory.data() + directory.size(), ifindex);
  if (error != std::errc() || *end != '-') return std::nullopt;
  return ifindex;
}

bool exists(unsigned ifindex) {
  std::array<char, IF_NAMESIZE> name{};
  return if_indextoname(ifindex, name.data()) != nullptr;
}

bool is_ours(const fs::path& pin, const Ownership& ours) {
  const core::UniqueFd fd(bpf_obj_get(pin.c_str()));
  if (!fd.valid()) return false;
  const auto info = program_info(fd.get());
  return info && ours.owns(*info);
}

core::Result<unsigned> release_directory(const fs::path& directory, const Ownership& ours) {
  unsigned released = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    std::string path = entry.path();
    if (!path.ends_with(kProgramSuffix) || !is_ours(path, ours)) continue;
    fs::remove(path, error);
    path.replace(path.size() - kProgramSuffix.size(), kProgramSuffix.size(), kLinkSuffix);
    if (!error) fs::remove(path, error);
    if (error) return core::Error::from_errno("cannot remove " + path, error.value());
    ++released;
  }
  if (released != 0) fs::remove(directory, error);  // stays if another's part is in it
  return released;
}

}  // namespace

core::Result<unsigned> release_stale_pins(const Ownership& ours) {
  unsigned released = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(pins(), error)) {
    const auto ifindex = ifindex_of(entry.path().filename());
    if (!ifindex || exists(*ifindex)) continue;
    const auto count = release_directory(entry.path(), ours);
    if (!count) return count.error();
    released += *count;
  }
  return released;
}

}  // namespace shunt::dataplane
