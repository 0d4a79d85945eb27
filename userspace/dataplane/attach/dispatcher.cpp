// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/dispatcher.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

#include <cerrno>
#include <memory>

#include "core/unique_fd.h"
#include "dataplane/attach/load_error.h"
#include "dataplane/bpf_log/bpf_log.h"
#include "pass.skel.h"

namespace shunt::dataplane {
namespace {

struct Close {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
  void operator()(xdp_program* program) const { xdp_program__close(program); }
  void operator()(pass_bpf* skeleton) const { pass_bpf__destroy(skeleton); }
};
using Object = std::unique_ptr<bpf_object, Close>;
using Program = std::unique_ptr<xdp_program, Close>;
using PassSkeleton = std::unique_ptr<pass_bpf, Close>;

std::string refused(std::string_view what, int error_number) {
  return core::Error::from_errno(what, error_number).message();
}

// What libxdp does, in small: a program of type EXT in place of a function of another.
std::string try_replacing_a_function() {
  const BpfLog log;
  const PassSkeleton target(pass_bpf__open_and_load());
  if (!target) return refused("this kernel loads no XDP program", errno);
  const PassSkeleton part(pass_bpf__open());
  if (!part) return refused("cannot open the probe program", errno);
  bpf_program* program = part->progs.pass;
  bpf_program__set_type(program, BPF_PROG_TYPE_EXT);
  bpf_program__set_expected_attach_type(program, bpf_attach_type{});
  const int error = bpf_program__set_attach_target(program, bpf_program__fd(target->progs.pass), "pass");
  if (error != 0) return refused("this kernel keeps no BTF of programs", -error);
  if (pass_bpf__load(part.get()) != 0) return refused("this kernel loads no programs of type EXT", errno);
  const core::UniqueFd link(bpf_raw_tracepoint_open(nullptr, bpf_program__fd(program)));
  if (!link.valid()) return refused("this kernel replaces no functions of programs", errno);
  return {};
}

// The second instance, opened and prepared; only our program in it is to be loaded.
core::Result<Object> open_again(const LoadedProgram& program) {
  Object object(bpf_object__open_mem(program.object_bytes.data(), program.object_bytes.size(), nullptr));
  if (!object) return core::Error::from_errno("cannot open " + program.program_name + " again", errno);
  bpf_program* each = nullptr;
  bpf_object__for_each_program(each, object.get())
      bpf_program__set_autoload(each, program.program_name == bpf_program__name(each));
  if (auto prepared = program.prepare(object.get()); !prepared) return prepared.error();
  return object;
}

// Types by the number that the kernel gives them; 0 if it cannot be read.
std::uint32_t program_type(int fd, std::uint32_t& id) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof(info);
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) return 0;
  id = info.id;
  return info.type;
}

// libxdp attaches a program alone by itself if its own tests of the kernel fail. Then the one that is pinned and
// that BPF_PROG_TEST_RUN runs takes the place of that copy.
JoinOutcome settle(const LoadedProgram& program, int attached_fd, unsigned ifindex, Mode mode) {
  JoinOutcome outcome;
  if (program_type(attached_fd, outcome.program_id) == BPF_PROG_TYPE_EXT) {
    outcome.dispatcher = true;
    return outcome;
  }
  program_type(program.plain_fd, outcome.program_id);
  outcome.answer = replace_alone(program.plain_fd, attached_fd, ifindex, mode);
  return outcome;
}

// Kernel 6.13, and stable ones since, let only such a function be replaced by a program that moves the packet's
// start as itself could move it. libxdp's dispatcher can since xdp-tools #509 (May 2025).
constexpr std::string_view kDispatcherTooOld = "changes packet data, while original does not";

std::string no_dispatcher(int error_number, const BpfLog& log) {
  if (log.text().find(kDispatcherTooOld) != std::string::npos)
    return "this kernel wants a dispatcher from a libxdp newer than May 2025 (xdp-tools #509)";
  const auto verdict = verifier_verdict(log.text());
  return refused("libxdp's dispatcher", error_number) + (verdict.empty() ? "" : ": " + verdict);
}

xdp_attach_mode libxdp_mode(Mode mode) { return mode == Mode::kNative ? XDP_MODE_NATIVE : XDP_MODE_SKB; }

void set_chain(xdp_program* program, unsigned run_priority) {
  xdp_program__set_run_prio(program, run_priority);
  for (unsigned action = XDP_ABORTED; action <= XDP_REDIRECT; ++action)
    xdp_program__set_chain_call_enabled(program, action, action == XDP_PASS);
}

}  // namespace

const std::string& dispatcher_refusal() {
  static const std::string refusal = try_replacing_a_function();
  return refusal;
}

JoinOutcome join_dispatcher(const LoadedProgram& program, unsigned ifindex, Mode mode, unsigned run_priority) {
  BpfLog log;
  const auto object = open_again(program);
  if (!object) return {.impossible = object.error().message()};
  xdp_program_opts options{};
  options.sz = sizeof(options);
  options.obj = object->get();
  options.prog_name = program.program_name.c_str();
  const Program part(xdp_program__create(&options));
  if (!part) return {.impossible = refused("libxdp does not take " + program.program_name, errno)};
  set_chain(part.get(), run_priority);

  log.clear();
  xdp_program* parts[] = {part.get()};
  const int error = xdp_program__attach_multi(parts, 1, static_cast<int>(ifindex), libxdp_mode(mode), 0);
  if (error == 0) return settle(program, xdp_program__fd(part.get()), ifindex, mode);
  // Not loaded: it never came to asking the driver.
  if (xdp_program__fd(part.get()) < 0) return {.impossible = no_dispatcher(-error, log)};
  return {.answer = {-error, log.kernel_message()}};
}

KernelAnswer leave_dispatcher(std::uint32_t program_id, unsigned ifindex, Mode mode) {
  const BpfLog log;
  xdp_program* opened = xdp_program__from_id(program_id);
  if (const long error = libxdp_get_error(opened); error != 0) return {static_cast<int>(-error), {}};
  const Program part(opened);
  const int error = xdp_program__detach(part.get(), static_cast<int>(ifindex), libxdp_mode(mode), 0);
  return {-error, log.kernel_message()};
}

}  // namespace shunt::dataplane
