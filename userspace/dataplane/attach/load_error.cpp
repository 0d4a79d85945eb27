// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/load_error.h"

#include <cerrno>

namespace shunt::dataplane {
namespace {

// libbpf's frame around what the verifier wrote.
constexpr std::string_view kVerifierStart = "-- BEGIN PROG LOAD LOG --";

std::string remedy(int error_number, bool verifier, std::string_view missing) {
  if ((error_number == EPERM || error_number == EACCES) && !missing.empty())
    return "run as root, or give it " + std::string(missing);
  if (verifier) return "report this with the kernel's version and the verifier's log:";
  switch (error_number) {
    case EPERM:
    case EACCES: return "a security module, kernel lockdown, or the container's seccomp filter forbids BPF";
    case ENOSYS: return "this kernel has no BPF: Shunt needs 5.10 or newer with CONFIG_BPF_SYSCALL";
    case ENOMEM: return "free memory, or make the limits in the configuration smaller";
    default: return "Shunt needs kernel 5.10 or newer:";
  }
}

}  // namespace

core::Error explain_load(std::string_view program, int error_number, std::string_view log,
                         std::string_view missing) {
  const bool verifier = log.find(kVerifierStart) != std::string_view::npos;
  const auto error = core::Error::from_errno("cannot load the program " + std::string(program), error_number);
  std::string text = error.message() + "; " + remedy(error_number, verifier, missing);
  if (text.ends_with(':')) {
    if (log.empty()) {
      text.pop_back();
    } else {
      text += "\n" + std::string(log);
    }
  }
  return core::Error(text);
}

}  // namespace shunt::dataplane
