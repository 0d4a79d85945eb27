// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor_facts.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "cli/client.h"
#include "config/load.h"
#include "core/unique_fd.h"
#include "doctor/collect/host.h"
#include "doctor/collect/vips.h"
#include "web/json.h"

namespace shunt::cli {
namespace {

constexpr unsigned kHttpOk = 200;
constexpr const char* kUsualFile = "/etc/shunt/shunt.yaml";

template <typename View>
std::optional<View> view_of(const Globals& globals, const std::string& target) {
  const auto answer = ask(globals.socket, globals.pin_dir, {.method = "GET", .target = target});
  if (!answer || answer->status != kHttpOk) return std::nullopt;
  auto view = web::from_json<View>(answer->body);
  return view ? std::optional(*std::move(view)) : std::nullopt;
}

/// Empty: whoever asks may ask the controller, or there is no socket. connect(2) wants the right to write.
std::string why_denied(const Globals& globals) {
  if (::faccessat(AT_FDCWD, globals.socket.c_str(), W_OK, AT_EACCESS) == 0 || errno != EACCES) return {};
  const auto answer = ask(globals.socket, globals.pin_dir, {.method = "GET", .target = "/v1/status"});
  return answer ? std::string() : answer.error().message();
}

/// As nsenter --net does. What is read from /proc/sys and by netlink is that namespace's from here on.
core::Result<void> enter_namespace_of(int pid) {
  const auto there = "/proc/" + std::to_string(pid) + "/ns/net";
  struct stat own {};
  struct stat other {};
  if (::stat("/proc/thread-self/ns/net", &own) != 0 || ::stat(there.c_str(), &other) != 0) return {};
  if (own.st_ino == other.st_ino) return {};
  const core::UniqueFd fd(::open(there.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() || ::setns(fd.get(), CLONE_NEWNET) != 0)
    return core::Error::from_errno("the controller runs in another network namespace, which cannot be entered",
                                   errno);
  return {};
}

core::Result<void> read_config(const DoctorCommand& command, Patient& patient) {
  std::error_code error;
  if (command.config) {
    patient.file = command.config->string();
  } else if (patient.status) {
    patient.file = patient.status->config_file;
  } else if (std::filesystem::exists(kUsualFile, error)) {
    patient.file = kUsualFile;
  } else {
    return {};
  }
  auto loaded = config::load(patient.file);
  if (!loaded.config)
    return core::Error(to_string(loaded.errors.at(0)) + (loaded.errors.size() > 1 ? "; and more" : "") +
                       "; `shunt check " + patient.file + "` says all");
  patient.config = *std::move(loaded.config);
  patient.configured = true;
  return {};
}

/// Of the file, and what was attached by hand.
std::vector<std::string> interface_names(const Patient& patient) {
  std::vector<std::string> names;
  for (const auto& interface : patient.config.interfaces) names.push_back(interface.name);
  if (patient.status)
    for (const auto& interface : patient.status->interfaces)
      if (std::ranges::find(names, interface.name) == names.end()) names.push_back(interface.name);
  return names;
}

void add_status(const Patient& patient, doctor::InterfaceFacts& facts) {
  const auto wanted = std::ranges::find(patient.config.interfaces, facts.name, &model::Interface::name);
  if (wanted != patient.config.interfaces.end()) facts.asked = wanted->mode;
  facts.attached = !patient.status;
  if (!patient.status) return;
  const auto& all = patient.status->interfaces;
  const auto known = std::ranges::find(all, facts.name, &control::InterfaceStatus::name);
  if (known == all.end()) {
    facts.obstacle = "it is in " + patient.file + ", and was detached by hand";
    return;
  }
  facts.attached = known->attached.has_value();
  facts.asked = known->configured;
  facts.our_program = known->program_id;
  const bool as_asked =
      known->attached && (known->configured == model::AttachMode::kAuto || known->configured == *known->attached);
  if (!as_asked) facts.obstacle = known->state;
}

}  // namespace

core::Result<Patient> find_patient(const DoctorCommand& command, const Globals& globals) {
  Patient patient;
  patient.status = view_of<control::Status>(globals, "/v1/status");
  if (!patient.status) patient.no_access = why_denied(globals);
  if (patient.status) patient.stats = view_of<control::Stats>(globals, "/v1/stats?per_cpu=1");
  if (auto read = read_config(command, patient); !read) {
    if (command.config || !patient.status) return read.error();
    patient.file_error = read.error().message();
  }
  if (patient.status)
    if (auto entered = enter_namespace_of(patient.status->pid); !entered) return entered.error();
  return patient;
}

doctor::LoadFacts load_facts(const control::Status& status, const control::Stats& stats) {
  doctor::LoadFacts load;
  for (const auto& service : status.services) {
    const auto counted = std::ranges::find(stats.services, service.name, &control::ServiceStats::name);
    if (counted == stats.services.end()) continue;
    doctor::ServiceLoad each{
        .name = service.name, .scheduler = service.scheduler, .table_size = service.table_size};
    for (const auto& backend : service.backends) {
      const auto row = std::ranges::find(counted->backends, backend.address, &control::BackendStats::address);
      const auto packets = row == counted->backends.end() ? 0 : row->forwarded.total.packets;
      each.packets += packets;
      each.backends.push_back(
          {.address = backend.address, .weight = backend.weight, .slots = backend.slots, .packets = packets});
    }
    load.services.push_back(std::move(each));
  }
  for (const auto& interface : stats.interfaces) {
    const auto& parts = interface.counters.per_cpu;
    load.cpus.resize(std::max(load.cpus.size(), parts.size()));
    for (std::size_t cpu = 0; cpu < parts.size(); ++cpu)
      load.cpus[cpu] += parts[cpu].transmitted.packets + parts[cpu].redirected.packets;
  }
  return load;
}

doctor::HostFacts host_facts(const Patient& patient, const Globals& globals) {
  doctor::HostFacts facts{.kernel = doctor::read_kernel(globals.pin_dir),
                          .memory = doctor::read_memory(patient.config, patient.status.has_value()),
                          .clock = doctor::read_clock(),
                          .cpus = doctor::online_cpus(),
                          .forwards_ipv4 = doctor::forwards(net::Family::kIpv4),
                          .forwards_ipv6 = doctor::forwards(net::Family::kIpv6),
                          .vips = doctor::read_vips(patient.config),
                          .controller = patient.status.has_value(),
                          .no_access = patient.no_access};
  for (const auto& name : interface_names(patient)) {
    facts.interfaces.push_back(doctor::read_interface(name));
    add_status(patient, facts.interfaces.back());
  }
  if (auto ways = doctor::read_ways(patient.config)) facts.ways = *std::move(ways);
  if (patient.status) facts.alarms = patient.status->alarms;
  if (patient.status && patient.stats) facts.load = load_facts(*patient.status, *patient.stats);
  return facts;
}

}  // namespace shunt::cli
