// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/attach.h"

#include <bpf/libbpf.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "core/unique_fd.h"
#include "dataplane/attach/alone.h"
#include "dataplane/attach/attach_error.h"
#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/dispatcher.h"

namespace shunt::dataplane {
namespace {

/// One attempt at one interface: what was asked, and what came of it so far.
struct Attempt {
  const LoadedProgram& program;
  const AttachRequest& request;
  Attachment attachment;
};

// if_indextoname(3) does not tell an interface that is gone from descriptors that are out.
core::Result<std::string> interface_name(unsigned ifindex) {
  const std::string number = "interface with number " + std::to_string(ifindex);
  const core::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return core::Error::from_errno("cannot look up the " + number, errno);
  ifreq request{};
  request.ifr_ifindex = static_cast<int>(ifindex);
  if (::ioctl(socket.get(), SIOCGIFNAME, &request) == 0) return std::string(request.ifr_name);
  return core::Error("there is no " + number + "; ip link shows them");
}

core::Result<Attempt> begin(const LoadedProgram& program, const AttachRequest& request) {
  auto name = interface_name(request.ifindex);
  if (!name) return name.error();
  Attempt attempt{program, request, {}};
  attempt.attachment.ifindex = request.ifindex;
  attempt.attachment.interface = *std::move(name);
  return attempt;
}

core::Result<Ownership> with_program(Ownership ours, const LoadedProgram& program) {
  if (auto added = ours.add(program.plain_fd); !added) return added.error();
  return ours;
}

/// An attempt, and what is known when it begins.
struct Scene {
  Attempt attempt;
  Ownership ours;  ///< with the program that is to be attached
  InterfacePrograms present;
};

core::Result<Scene> look(const LoadedProgram& program, const Ownership& ours, const AttachRequest& request) {
  auto attempt = begin(program, request);
  if (!attempt) return attempt.error();
  auto known = with_program(ours, program);
  if (!known) return known.error();
  auto present = query(request.ifindex);
  if (!present) return present.error();
  return Scene{*std::move(attempt), *std::move(known), *std::move(present)};
}

AttachFailure failure(const Attempt& attempt, Mode mode, const KernelAnswer& answer) {
  const auto& name = attempt.attachment.interface;
  return {name, mode, answer.error_number, answer.message, read_device_facts(name), missing_capabilities()};
}

core::Error occupied(const Attempt& attempt, const InterfacePrograms& present, const Ownership& ours) {
  const auto& name = attempt.attachment.interface;
  std::string text = "cannot attach XDP to " + name + ": ";
  if (const auto* namesake = ours.find_namesake(present))
    return core::Error(text + "another instance of Shunt is there (" + to_string({*namesake}) +
                       "); stop it, or give its --pin-dir; if it is gone: ip link set dev " + name + " xdp off");
  if (present.main.name == kDispatcherName)
    return core::Error(text + "a dispatcher is there that this libxdp cannot read (" + to_string({present.main}) +
                       "); upgrade libxdp, or remove it: ip link set dev " + name + " xdp off");
  return core::Error(text + "the program " + to_string({present.main}) +
                     " is there without a dispatcher that could run both; remove it (ip link set dev " + name +
                     " xdp off), or load it by xdp-loader");
}

std::optional<Mode> explicit_mode(const AttachRequest& request) {
  switch (request.mode) {
    case model::AttachMode::kNative: return Mode::kNative;
    case model::AttachMode::kGeneric: return Mode::kGeneric;
    case model::AttachMode::kAuto: break;
  }
  return std::nullopt;
}

KernelAnswer put_alone(Attempt& attempt, Mode mode) {
  auto answer = attach_alone(attempt.program.plain_fd, attempt.request.ifindex, mode);
  if (!answer.done()) return answer;
  attempt.attachment.mode = mode;
  attempt.attachment.dispatcher = false;
  if (auto info = program_info(attempt.program.plain_fd)) attempt.attachment.program_id = info->id;
  return answer;
}

JoinOutcome join(Attempt& attempt, Mode mode) {
  auto outcome = join_dispatcher(attempt.program, attempt.request.ifindex, mode, attempt.request.run_priority);
  if (outcome.impossible.empty() && outcome.answer.done()) {
    attempt.attachment.mode = mode;
    attempt.attachment.dispatcher = outcome.dispatcher;
    attempt.attachment.program_id = outcome.program_id;
  }
  return outcome;
}

// Onto an interface without a program. A refused dispatcher is not taken for a refusal of the mode.
KernelAnswer put(Attempt& attempt, Mode mode) {
  if (mode == Mode::kNative) {
    const auto device = read_device_facts(attempt.attachment.interface);
    const auto hazard = native_hazard(device, static_cast<unsigned>(libbpf_num_possible_cpus()));
    if (!hazard.empty()) return {EOPNOTSUPP, hazard};
  }
  attempt.attachment.alone_because = dispatcher_refusal();
  if (attempt.attachment.alone_because.empty()) {
    const auto joined = join(attempt, mode);
    if (joined.impossible.empty() && joined.answer.done()) {
      if (!joined.dispatcher)
        attempt.attachment.alone_because = "libxdp found that this kernel has no dispatchers";
      return joined.answer;
    }
    attempt.attachment.alone_because = joined.impossible;
  }
  return put_alone(attempt, mode);
}

core::Result<Attachment> attach_first(Attempt attempt) {
  const auto wanted = explicit_mode(attempt.request);
  const Mode first = wanted.value_or(Mode::kNative);
  const auto answer = put(attempt, first);
  if (answer.done()) return std::move(attempt.attachment);
  const auto reason = failure(attempt, first, answer);
  if (wanted || !generic_may_work(reason)) return explain(reason);

  const auto generic = put(attempt, Mode::kGeneric);
  if (!generic.done()) return explain(failure(attempt, Mode::kGeneric, generic));
  attempt.attachment.warnings.push_back(
      attempt.attachment.interface + " runs in generic mode, several times slower: " + explain(reason).message());
  return std::move(attempt.attachment);
}

core::Result<Attachment> attach_beside(Attempt attempt, const InterfacePrograms& present, const Ownership& ours) {
  const auto& name = attempt.attachment.interface;
  if (explicit_mode(attempt.request).value_or(present.mode) != present.mode)
    return core::Error("cannot attach XDP to " + name + " in the mode asked for: its dispatcher runs " +
                       to_string(present.programs) + " in " + std::string(to_string(present.mode)) +
                       " mode; ask for that, or detach those first");
  if (const auto* namesake = ours.find_namesake(present))
    attempt.attachment.warnings.push_back("another instance of Shunt runs on " + name +
                                          " too: " + to_string({*namesake}));
  const auto joined = join(attempt, present.mode);
  if (!joined.impossible.empty())
    return core::Error("cannot join " + to_string(present.programs) + " in the dispatcher on " + name + ": " +
                       joined.impossible + "; xdp-loader unload " + name + " --all makes room");
  if (!joined.answer.done()) return explain(failure(attempt, present.mode, joined.answer));
  return std::move(attempt.attachment);
}

KernelAnswer take_off(const InterfacePrograms& present, const ProgramInfo& program, unsigned ifindex) {
  if (present.dispatcher) return leave_dispatcher(program.id, ifindex, present.mode);
  const auto fd = open_program(program.id);
  if (!fd || !fd->valid()) return {ENOENT, {}};
  return detach_alone(fd->get(), ifindex, present.mode);
}

// The kernel runs one mode at a time, so there is an instant without a program. If the new mode does not work, the
// old one comes back.
core::Result<Attachment> change_mode(Attempt attempt, const InterfacePrograms& present, const ProgramInfo& old) {
  const auto& name = attempt.attachment.interface;
  if (present.programs.size() > 1)
    return core::Error("cannot change the mode of " + name + " to " +
                       std::string(model::to_string(attempt.request.mode)) + ": " + to_string(present.programs) +
                       " run there together; detach the others first");
  const Mode wanted = *explicit_mode(attempt.request);
  if (const auto answer = take_off(present, old, attempt.request.ifindex); !answer.done())
    return refusal("cannot detach XDP from " + name, answer.error_number);
  const auto answer = put(attempt, wanted);
  if (!answer.done()) {
    const auto reason = explain(failure(attempt, wanted, answer));
    if (put(attempt, present.mode).done()) return core::Error(reason.message() + "; it runs as before");
    return core::Error(reason.message() + "; nothing is attached now");
  }
  attempt.attachment.warnings.push_back(name + " changed to " + std::string(to_string(wanted)) +
                                        " mode; packets of that instant were not forwarded");
  return std::move(attempt.attachment);
}

core::Result<Attachment> replace_part(Attempt attempt, const InterfacePrograms& present, const ProgramInfo& old) {
  const auto& name = attempt.attachment.interface;
  const auto joined = join(attempt, present.mode);
  if (!joined.impossible.empty())
    return core::Error("cannot replace " + to_string({old}) + " in the dispatcher on " + name + ": " +
                       joined.impossible);
  if (!joined.answer.done()) return explain(failure(attempt, present.mode, joined.answer));
  if (const auto left = leave_dispatcher(old.id, attempt.request.ifindex, present.mode); !left.done())
    attempt.attachment.warnings.push_back(
        core::Error::from_errno("the older program " + to_string({old}) + " stays on " + name + " as well",
                                left.error_number)
            .message());
  return std::move(attempt.attachment);
}

core::Result<Attachment> replace_single(Attempt attempt, const InterfacePrograms& present,
                                        const ProgramInfo& old) {
  const auto info = program_info(attempt.program.plain_fd);
  if (!info) return info.error();
  attempt.attachment.mode = present.mode;
  attempt.attachment.program_id = info->id;
  attempt.attachment.alone_because = dispatcher_refusal();
  if (attempt.attachment.alone_because.empty())
    attempt.attachment.alone_because = "the program before was, and keeps its form until it is detached";
  if (info->id == old.id) return std::move(attempt.attachment);
  const auto fd = open_program(old.id);
  if (!fd) return fd.error();
  const auto answer =
      fd->valid() ? replace_alone(attempt.program.plain_fd, fd->get(), attempt.request.ifindex, present.mode)
                  : KernelAnswer{EBUSY, "it was replaced meanwhile"};
  if (!answer.done()) return explain(failure(attempt, present.mode, answer));
  return std::move(attempt.attachment);
}

core::Result<Attachment> replace_ours(Attempt attempt, const InterfacePrograms& present, const ProgramInfo& old) {
  if (explicit_mode(attempt.request).value_or(present.mode) != present.mode)
    return change_mode(std::move(attempt), present, old);
  if (present.dispatcher) return replace_part(std::move(attempt), present, old);
  return replace_single(std::move(attempt), present, old);
}

}  // namespace

core::Result<Attachment> attach(const LoadedProgram& program, const Ownership& ours,
                                const AttachRequest& request) {
  auto scene = look(program, ours, request);
  if (!scene) return scene.error();
  auto& [attempt, known, present] = *scene;
  if (const auto* old = known.find(present)) return replace_ours(std::move(attempt), present, *old);
  if (present.dispatcher) return attach_beside(std::move(attempt), present, known);
  if (!present.empty()) return occupied(attempt, present, known);
  return attach_first(std::move(attempt));
}

core::Result<Attachment> replace(const LoadedProgram& program, const Ownership& ours,
                                 const AttachRequest& request) {
  auto scene = look(program, ours, request);
  if (!scene) return scene.error();
  auto& [attempt, known, present] = *scene;
  if (const auto* old = known.find(present)) return replace_ours(std::move(attempt), present, *old);
  return core::Error("no program of ours is on " + attempt.attachment.interface + " to be replaced; attach one");
}

core::Result<bool> detach(const Ownership& ours, unsigned ifindex) {
  const auto name = interface_name(ifindex);
  if (!name) return name.error();
  const auto present = query(ifindex);
  if (!present) return present.error();
  const auto* program = ours.find(*present);
  if (program == nullptr) return false;
  const auto answer = take_off(*present, *program, ifindex);
  if (!answer.done())
    return refusal("cannot detach " + to_string({*program}) + " from " + *name, answer.error_number);
  return true;
}

}  // namespace shunt::dataplane
