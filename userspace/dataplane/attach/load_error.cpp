// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/load_error.h"

#include <algorithm>
#include <cerrno>

namespace shunt::dataplane {
namespace {

// libbpf's frame around what the verifier wrote, and the statistics in its last line.
constexpr std::string_view kVerifierStart = "-- BEGIN PROG LOAD LOG --\n";
constexpr std::string_view kStatistics = "processed ";

std::string remedy(int error_number, bool verifier, std::string_view missing) {
  if ((error_number == EPERM || error_number == EACCES) && !missing.empty())
    return "run as root, or give it " + std::string(missing);
  if (verifier) return "report this with the kernel's version and the verifier's log:";
  switch (error_number) {
    case EPERM:
    case EACCES: return "a security module, kernel lockdown, or the container's seccomp filter forbids BPF";
    case ENOSYS: return "this kernel has no BPF: Shunt needs Linux 6.1 or newer with CONFIG_BPF_SYSCALL";
    case ENOMEM:
    case E2BIG: return "lower `limits` in the configuration, or free memory";
    default: return "Shunt needs Linux 6.1 or newer:";
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

std::string verifier_verdict(std::string_view log) {
  const auto start = log.find(kVerifierStart);
  if (start == std::string_view::npos) return {};
  std::string_view verdict;
  for (auto rest = log.substr(start + kVerifierStart.size()); !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    if (line.starts_with(kStatistics)) break;
    verdict = line;
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  return std::string(verdict);
}

}  // namespace shunt::dataplane
