// SPDX-License-Identifier: Apache-2.0
#include "doctor/collect/host.h"

#include <sys/timex.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/device.h"
#include "dataplane/attach/features.h"
#include "dataplane/attach/query.h"
#include "dataplane/forwarder/bpf_file_system.h"
#include "dataplane/maps/sizes.h"
#include "doctor/collect/ethtool.h"
#include "doctor/collect/files.h"
#include "route/survey.h"
#include "scheduler/table_size.h"

namespace shunt::doctor {
namespace {

namespace fs = std::filesystem;

const fs::path kProc = "/proc";

// The controller mounts the file system itself where it usually is.
std::string pin_obstacle(const fs::path& pin_dir) {
  if (auto hidden = dataplane::hidden_pins(pin_dir); !hidden.empty()) return hidden;
  if (pin_dir.string().starts_with("/sys/fs/bpf")) return {};
  std::error_code error;
  auto folder = pin_dir;
  while (!fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  const auto there = dataplane::expect_bpf_file_system(folder);
  return there ? std::string() : there.error().message();
}

std::vector<unsigned> interrupts_of_bus(const std::string& bus) {
  std::vector<unsigned> numbers;
  std::error_code error;
  if (bus.empty() || bus.find('/') != std::string::npos) return numbers;
  // Devices of a bus are the same in every network namespace, unlike /sys/class/net.
  for (const auto& entry : fs::directory_iterator("/sys/bus/pci/devices/" + bus + "/msi_irqs", error)) {
    const auto name = entry.path().filename().string();
    unsigned number = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), number).ec == std::errc{})
      numbers.push_back(number);
  }
  return numbers;
}

void add_programs(unsigned ifindex, InterfaceFacts& facts) {
  const auto programs = dataplane::query(ifindex);
  if (!programs || programs->empty()) return;
  facts.mode = dataplane::to_string(programs->mode);
  facts.dispatcher = programs->dispatcher;
  for (const auto& program : programs->programs)
    facts.programs.push_back({.id = program.id, .name = program.name});
}

unsigned rp_filter(const std::string& interface) {
  const auto of = [](const std::string& name) {
    return number_in(kProc / "sys/net/ipv4/conf" / name / "rp_filter").value_or(0);
  };
  return static_cast<unsigned>(std::max(of("all"), of(interface)));
}

}  // namespace

KernelFacts read_kernel(const fs::path& pin_dir) {
  KernelFacts facts;
  utsname names{};
  if (::uname(&names) == 0) facts.release = names.release;
  std::error_code error;
  facts.btf = fs::exists("/sys/kernel/btf/vmlinux", error);
  facts.jit = number_in(kProc / "sys/net/core/bpf_jit_enable").value_or(1) != 0;
  facts.missing_capabilities = dataplane::missing_capabilities();
  if (facts.missing_capabilities.empty()) {
    auto features = dataplane::kernel_features();
    facts.missing_features = std::move(features.missing);
    facts.extensions = features.extensions;
  }
  facts.bpf_file_system = pin_obstacle(pin_dir);
  return facts;
}

MemoryFacts read_memory(const model::Config& config, bool loaded) {
  std::uint64_t slots = 0;
  for (const auto& service : config.services)
    slots += service.table_size.value_or(scheduler::choose_table_size(service.backends.size()));
  const auto sizes = dataplane::map_sizes(config.limits, dataplane::slot_limit(config.limits, slots));
  const auto cpus = ::sysconf(_SC_NPROCESSORS_CONF);
  return {.needed = dataplane::map_bytes(sizes, static_cast<unsigned>(std::max(cpus, 1L))),
          .available = available_memory(kProc),
          .loaded = loaded};
}

ClockFacts read_clock() {
  ClockFacts facts;
  timex state{};
  if (const int result = ::adjtimex(&state); result >= 0)
    facts.synchronized = result != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  facts.source = first_line("/sys/devices/system/clocksource/clocksource0/current_clocksource").value_or("");
  return facts;
}

unsigned online_cpus() { return static_cast<unsigned>(std::max(::sysconf(_SC_NPROCESSORS_ONLN), 1L)); }

InterfaceFacts read_interface(const std::string& name) {
  InterfaceFacts facts{.name = name};
  const auto survey = route::Survey::take({});
  const auto* link = survey ? survey->links.find(name) : nullptr;
  if (link == nullptr) return facts;
  facts.exists = true;
  facts.up = link->up;
  facts.carrier = link->carrier;
  facts.kind = link->kind;
  const auto device = dataplane::read_device_facts(name);
  facts.driver = device.driver;
  facts.mtu = link->mtu;
  facts.lro = device.large_receive_offload;
  const auto card = read_card(name);
  facts.gro_hw = card.gro_hw;
  facts.queues = card.receive_queues;
  facts.queues_at_most = card.receive_queues_at_most;
  facts.received = received_by_queue(card.statistics);
  facts.interrupts = interrupts_of(kProc, name, interrupts_of_bus(card.bus));
  add_programs(link->ifindex, facts);
  facts.rp_filter = rp_filter(name);
  return facts;
}

bool forwards(net::Family family) {
  return number_in(family == net::Family::kIpv4 ? "/proc/sys/net/ipv4/ip_forward"
                                                : "/proc/sys/net/ipv6/conf/all/forwarding")
             .value_or(0) != 0;
}

}  // namespace shunt::doctor
