// SPDX-License-Identifier: Apache-2.0
// The one owner of this process's children. Whatever a command leaves behind, in its session or not, is killed
// when it ends: this process becomes the reaper of its descendants (PR_SET_CHILD_SUBREAPER) with the first
// command, and children that are none of its running commands are strangers, unless they are younger than one of
// these, which may have made them. So all commands have to be started here.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::process {

struct Command {
  std::vector<std::string> words;  ///< an absolute path, then its arguments
  /// Beside PATH; nothing else is there.
  std::vector<std::pair<std::string, std::string>> environment;
};

/// A command that runs, in a session of its own, or has ended and waits for finish(). Destroying it kills it.
class Child {
 public:
  Child() = default;
  Child(pid_t pid, core::UniqueFd pidfd, core::UniqueFd output);
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  ///< SIGKILL to its process group; it is reaped when another command starts or finishes

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }    ///< readable once it has ended
  [[nodiscard]] int output() const { return output_.get(); }  ///< its stdout and stderr; does not block

 private:
  friend int finish(Child child);
  pid_t pid_ = 0;  ///< 0: none
  core::UniqueFd pidfd_;
  core::UniqueFd output_;
};

/// stdin is /dev/null; signals are as at the start of a process. Blocks until the program is loaded, some ms: not
/// for the loop's thread. Error: why it cannot run. Thread-safe, as is all of this.
core::Result<Child> spawn(const Command& command);

/// Kills what is left of it (itself, if it still runs), its group, and strangers; reaps them. Waits until they are
/// dead, some ms, half a second at most: not for the loop's thread.
/// @return the status as of waitpid(2); -1 if it did not die
int finish(Child child);

/// Kills strangers that finish() has not seen: of a command that died later than it waits, or whose Child was
/// destroyed, or that an older command outlived. Once a second; waits for nothing, and costs some 50 us after the
/// first command and nothing before.
void sweep();

}  // namespace shunt::process
