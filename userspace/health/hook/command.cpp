// SPDX-License-Identifier: Apache-2.0
#include "health/hook/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/unique_fd.h"

namespace shunt::health {
namespace {

/// posix_spawn's attributes and actions: group, signals and descriptors of a child that inherits nothing.
class Spawning {
 public:
  Spawning() {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&actions_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    posix_spawn_file_actions_addchdir_np(&actions_, "/");
  }
  ~Spawning() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;

  core::Result<pid_t> spawn(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
    pid_t pid = -1;
    const int error = posix_spawn(&pid, command.front().c_str(), &actions_, &attributes_, pointers(command).data(),
                                  pointers(environment).data());
    if (error != 0) return core::Error::from_errno("cannot start", error);
    return pid;
  }

 private:
  static std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));  // posix_spawn's type
    result.push_back(nullptr);
    return result;
  }

  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t actions_{};
};

/// How long what was killed may take to end: more only if the kernel is stuck in a call of it.
constexpr std::chrono::milliseconds kDying{100};

using Time = std::chrono::steady_clock::time_point;

enum class Waited { kEnded, kLate, kStopped };

/// Until the child ends, time is over, or `stop` can be read; -1: nothing stops it.
Waited wait_for(int child, Time end, int stop) {
  std::array<pollfd, 2> wanted{{{.fd = child, .events = POLLIN}, {.fd = stop, .events = POLLIN}}};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Waited::kLate;
    const int ready = poll(wanted.data(), wanted.size(), static_cast<int>(left.count()));
    if (ready <= 0) continue;  // interrupted, or late
    return wanted[0].revents != 0 ? Waited::kEnded : Waited::kStopped;
  }
}

core::Result<void> judge_status(const siginfo_t& info) {
  if (info.si_code != CLD_EXITED)
    return core::Error(fmt::format("ended by signal {} ({})", info.si_status, strsignal(info.si_status)));
  if (info.si_status != 0) return core::Error(fmt::format("exit status {}", info.si_status));
  return {};
}

}  // namespace

core::Result<void> run_command(const std::vector<std::string>& command,
                               const std::vector<std::string>& environment, std::chrono::milliseconds timeout,
                               int stop) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  const auto pid = Spawning().spawn(command, environment);
  if (!pid) return pid.error();
  // glibc 2.36 declares pidfd_open() for C alone.
  const core::UniqueFd child(static_cast<int>(syscall(SYS_pidfd_open, *pid, 0)));
  if (!child.valid()) {
    const auto error = core::Error::from_errno("cannot watch it", errno);
    kill(-*pid, SIGKILL);
    waitpid(*pid, nullptr, 0);
    return error;
  }
  const auto waited = wait_for(child.get(), end, stop);
  kill(-*pid, SIGKILL);  // not reaped yet: the number is still its group's
  wait_for(child.get(), std::chrono::steady_clock::now() + kDying, -1);
  siginfo_t info{};
  const bool reaped = waitid(P_PID, static_cast<id_t>(*pid), &info, WEXITED | WNOHANG) == 0 && info.si_pid == *pid;
  if (waited == Waited::kLate) return core::Error(fmt::format("no end within {} ms; killed", timeout.count()));
  if (waited == Waited::kStopped) return core::Error("Shunt stops; killed");
  if (!reaped) return core::Error("its exit status is lost");
  return judge_status(info);
}

}  // namespace shunt::health
