// SPDX-License-Identifier: Apache-2.0
#include "cli/top/signals.h"

#include <sys/signalfd.h>

#include <csignal>

namespace shunt::cli::top {
namespace {

sigset_t our_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH})
    sigaddset(&signals, number);
  return signals;
}

}  // namespace

BlockedSignals::BlockedSignals() {
  const auto signals = our_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

BlockedSignals::~BlockedSignals() {
  const auto signals = our_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

core::UniqueFd open_signals() {
  const auto signals = our_signals();
  return core::UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace shunt::cli::top
