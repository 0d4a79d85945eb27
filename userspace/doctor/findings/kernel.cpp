// SPDX-License-Identifier: Apache-2.0
// Kernel, memory, clock.
#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "doctor/findings/host.h"

namespace shunt::doctor {
namespace {

constexpr std::pair<unsigned, unsigned> kOldest{6, 1};
constexpr double kMebibyte = 1024.0 * 1024.0;

std::pair<unsigned, unsigned> version_of(const std::string& release) {
  std::pair<unsigned, unsigned> version{0, 0};
  const char* const end = release.data() + release.size();
  const auto major = std::from_chars(release.data(), end, version.first);
  if (major.ptr != end && *major.ptr == '.') std::from_chars(major.ptr + 1, end, version.second);
  return version;
}

Finding version(const KernelFacts& kernel) {
  if (version_of(kernel.release) >= kOldest)
    return {.severity = Severity::kOk, .id = "kernel-version", .what = "kernel " + kernel.release};
  return {.severity = Severity::kWarning,
          .id = "kernel-version",
          .what = fmt::format("kernel {}, older than {}.{}", kernel.release, kOldest.first, kOldest.second),
          .why = "older kernels are not tested, and may refuse the program",
          .commands = {"apt-get install linux-image-amd64"}};
}

}  // namespace

Findings examine(const KernelFacts& kernel) {
  Findings all{version(kernel)};
  for (const auto& feature : kernel.missing_features)
    all.push_back(
        {.severity = Severity::kError,
         .id = "kernel-feature",
         .what = "the kernel has no " + feature,
         .why = "the forwarding program needs them",
         .commands = {"use a kernel with CONFIG_BPF_SYSCALL=y and CONFIG_XDP_SOCKETS=y, as Debian's are"}});
  if (!kernel.btf)
    all.push_back(
        {.severity = Severity::kWarning,
         .id = "kernel-btf",
         .what = "the kernel has no BTF (/sys/kernel/btf/vmlinux)",
         .why = "libxdp's dispatcher cannot be loaded: Shunt attaches alone, and no other program beside it",
         .commands = {"use a kernel with CONFIG_DEBUG_INFO_BTF=y"}});
  if (!kernel.jit)
    all.push_back({.severity = Severity::kError,
                   .id = "kernel-jit",
                   .what = "BPF programs are interpreted: net.core.bpf_jit_enable is 0",
                   .why = "each packet costs several times as much",
                   .commands = {"sysctl -w net.core.bpf_jit_enable=1"}});
  if (!kernel.extensions)
    all.push_back({.severity = Severity::kNote,
                   .id = "kernel-extensions",
                   .what = "the kernel refuses programs of type EXT",
                   .why = "there is no dispatcher: no other XDP program can stand beside Shunt on an interface"});
  if (!kernel.missing_capabilities.empty())
    all.push_back({.severity = Severity::kWarning,
                   .id = "capabilities",
                   .what = "this process lacks " + kernel.missing_capabilities,
                   .why = "not all could be looked at; the controller needs them, too",
                   .commands = {"run as root"}});
  if (!kernel.bpf_file_system.empty())
    all.push_back({.severity = Severity::kError,
                   .id = "bpf-file-system",
                   .what = kernel.bpf_file_system,
                   .why = "program and maps are pinned there, so that traffic outlives the controller",
                   .commands = {"mount -t bpf bpf /sys/fs/bpf"}});
  return all;
}

Findings examine(const MemoryFacts& memory) {
  const auto needed =
      fmt::format("the maps for the limits take {:.0f} MiB", static_cast<double>(memory.needed) / kMebibyte);
  if (memory.needed == 0) return {};
  if (memory.loaded || memory.available == 0)
    return {
        {.severity = Severity::kOk, .id = "memory", .what = needed + (memory.loaded ? ", which they have" : "")}};
  const auto available =
      fmt::format("{:.0f} MiB are available", static_cast<double>(memory.available) / kMebibyte);
  if (memory.needed > memory.available)
    return {{.severity = Severity::kError,
             .id = "memory",
             .what = needed + ", and only " + available,
             .why = "the program cannot be loaded",
             .commands = {"lower limits.flows or limits.backends in the configuration"}}};
  if (memory.needed > memory.available / 2)
    return {{.severity = Severity::kWarning,
             .id = "memory",
             .what = needed + ", more than half of what there is: " + available,
             .why = "a reload needs some more, and the kernel its buffers",
             .commands = {"lower limits.flows or limits.backends in the configuration"}}};
  return {{.severity = Severity::kOk, .id = "memory", .what = needed + "; " + available}};
}

Findings examine(const ClockFacts& clock) {
  Findings all;
  if (clock.synchronized && !*clock.synchronized)
    all.push_back(
        {.severity = Severity::kWarning,
         .id = "clock",
         .what = "the clock is not synchronized",
         .why = "certificates of checks are judged by it, and logs of several machines do not fit together",
         .commands = {"timedatectl set-ntp true", "apt-get install systemd-timesyncd"}});
  // Of these a reading costs a microsecond and more, and goes through a port or a register of the chipset.
  if (clock.source == "hpet" || clock.source == "acpi_pm" || clock.source == "refined-jiffies")
    all.push_back({.severity = Severity::kWarning,
                   .id = "clock-source",
                   .what = "the clock source is " + clock.source,
                   .why = "tracked packets read the clock, and each reading takes about a microsecond",
                   .commands = {"echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource",
                                "dmesg | grep -i clocksource"}});
  if (all.empty())
    all.push_back({.severity = Severity::kOk,
                   .id = "clock",
                   .what = std::string(clock.synchronized ? "synchronized" : "not known whether synchronized") +
                           (clock.source.empty() ? "" : ", source " + clock.source)});
  return all;
}

}  // namespace shunt::doctor
