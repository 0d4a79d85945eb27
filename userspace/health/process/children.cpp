// SPDX-License-Identifier: Apache-2.0
#include "health/process/children.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

namespace shunt::process {
namespace {

using Pids = std::set<pid_t>;

/// When a process began, in clock ticks since the machine did (proc(5)); 0: it is gone.
std::uint64_t started(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream rest(text.substr(std::min(text.rfind(')') + 1, text.size())));  // its name may hold anything
  constexpr int kFieldsBefore = 19;  // from the state, which comes behind the name, on
  std::string field;
  for (int i = 0; i < kFieldsBefore; ++i) rest >> field;
  std::uint64_t ticks = 0;
  rest >> ticks;
  return ticks;
}

/// All children by the kernel's account; nothing if it keeps none (CONFIG_PROC_CHILDREN).
Pids children_of_ours() {
  Pids pids;
  std::error_code ignored;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    std::ifstream file(task.path() / "children");
    for (pid_t pid = 0; file >> pid;) pids.insert(pid);
  }
  return pids;
}

/// Whose children are whose. One a process, as are its children.
struct Registry {
  std::mutex mutex;                        ///< held while a child is there that is in no set yet
  std::map<pid_t, std::uint64_t> running;  ///< with started()
  Pids before;     ///< children from before the first command, by whoever ran in this process: not ours to kill
  Pids abandoned;  ///< killed, not reaped
  bool reaper = false;
};

Registry& registry() {
  static Registry the;
  return the;
}

int open_pidfd(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

void become_reaper(Registry& all) {
  if (all.reaper) return;
  all.before = children_of_ours();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  all.reaper = true;
}

void reap_abandoned(Registry& all) {
  std::erase_if(all.abandoned, [](pid_t pid) { return ::waitpid(pid, nullptr, WNOHANG) != 0; });
}

/// The options of posix_spawn, which have to be freed.
struct Options {
  Options() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  ~Options() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  void fill(int output) {
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, 1);
    posix_spawn_file_actions_adddup2(&files, output, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }

  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_of(const Command& command) {
  const char* path = std::getenv("PATH");
  std::vector<std::string> all{std::string("PATH=") + (path == nullptr ? "/usr/sbin:/usr/bin:/sbin:/bin" : path)};
  for (const auto& [name, value] : command.environment) all.emplace_back(name).append("=").append(value);
  return all;
}

/// Kills a process and reaps it, if it dies within `time`.
bool end_and_reap(pid_t pid, int pidfd, std::chrono::milliseconds time, int& status) {
  ::kill(pid, SIGKILL);
  pollfd ended{.fd = pidfd, .events = POLLIN, .revents = 0};
  ::poll(&ended, 1, static_cast<int>(time.count()));
  return ::waitpid(pid, &status, WNOHANG) == pid;
}

/// With the registry locked. An orphan that is younger than a command that runs may be that command's, which waits
/// for it: it becomes a stranger when the command has ended.
Pids strangers(Registry& all) {
  reap_abandoned(all);
  Pids found = children_of_ours();
  for (const Pids* known : {&all.before, &all.abandoned})
    std::erase_if(found, [&](pid_t pid) { return known->contains(pid); });
  auto oldest = std::numeric_limits<std::uint64_t>::max();
  for (const auto& [pid, since] : all.running) oldest = std::min(oldest, since);
  std::erase_if(found, [&](pid_t pid) { return all.running.contains(pid) || started(pid) >= oldest; });
  return found;
}

/// A stranger's own children become strangers when it dies: again, until there are none.
void end_strangers() {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  while (std::chrono::steady_clock::now() < limit) {
    const Pids found = [] {
      Registry& all = registry();
      const std::lock_guard lock(all.mutex);
      return strangers(all);
    }();
    if (found.empty()) return;
    // All at once, that they cannot start each other again; then each is waited for.
    for (const pid_t pid : found) ::kill(pid, SIGKILL);
    for (const pid_t pid : found) {
      const core::UniqueFd pidfd(open_pidfd(pid));
      int status = 0;
      end_and_reap(pid, pidfd.get(), std::chrono::milliseconds(50), status);
    }
  }
}

}  // namespace

Child::Child(pid_t pid, core::UniqueFd pidfd, core::UniqueFd output)
    : pid_(pid), pidfd_(std::move(pidfd)), output_(std::move(output)) {}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)), output_(std::move(other.output_)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  pidfd_ = std::move(other.pidfd_);
  output_ = std::move(other.output_);
  return *this;
}

Child::~Child() {
  if (pid_ == 0) return;
  // Not reaped yet, so that its number is still its own.
  ::kill(-pid_, SIGKILL);
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.running.erase(pid_);
  all.abandoned.insert(pid_);
  reap_abandoned(all);
}

core::Result<Child> spawn(const Command& command) {
  if (command.words.empty()) return core::Error("there is no command");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return core::Error::from_errno("cannot open a pipe", errno);
  core::UniqueFd output(ends[0]);
  const core::UniqueFd input(ends[1]);
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
  Options options;
  options.fill(input.get());
  auto words = command.words;
  auto environment = environment_of(command);

  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  become_reaper(all);
  reap_abandoned(all);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, words[0].c_str(), &options.files, &options.attributes,
                                  pointers(words).data(), pointers(environment).data());
  if (error != 0) return core::Error::from_errno("cannot run " + words[0], error);
  all.running.emplace(pid, started(pid));
  core::UniqueFd pidfd(open_pidfd(pid));
  if (pidfd.valid()) return Child(pid, std::move(pidfd), std::move(output));
  const int why = errno;
  ::kill(-pid, SIGKILL);
  all.running.erase(pid);
  all.abandoned.insert(pid);
  return core::Error::from_errno("cannot watch " + words[0], why);
}

int finish(Child child) {
  const pid_t pid = child.pid_;
  if (pid == 0) return -1;
  ::kill(-pid, SIGKILL);
  int status = -1;
  const bool reaped = end_and_reap(pid, child.pidfd(), std::chrono::milliseconds(200), status);
  if (reaped) {
    child.pid_ = 0;
    Registry& all = registry();
    const std::lock_guard lock(all.mutex);
    all.running.erase(pid);
  }
  end_strangers();
  return reaped ? status : -1;
}

void sweep() {
  Registry& all = registry();
  const std::unique_lock lock(all.mutex, std::try_to_lock);
  if (!lock || !all.reaper) return;
  for (const pid_t pid : strangers(all)) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, WNOHANG);  // or the next time
  }
}

}  // namespace shunt::process
