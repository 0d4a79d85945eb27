// SPDX-License-Identifier: Apache-2.0
// script: a command, whose exit status tells.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <cstring>

#include "health/probe/tasks.h"
#include "health/process/children.h"
#include "health/text/text.h"

namespace shunt::health {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxOutput = 1024;

process::Command command_of(const model::Script& script, const Destination& destination) {
  process::Command command{.words = script.command,
                           .environment = {{"SHUNT_BACKEND", destination.backend.to_string()},
                                           {"SHUNT_ADDRESS", destination.address.to_string()}}};
  command.environment.insert(command.environment.end(), script.environment.begin(), script.environment.end());
  return command;
}

std::string first_line(std::string_view output) {
  const std::size_t begin = std::min(output.find_first_not_of("\r\n \t"), output.size());
  return printable(output.substr(begin, output.find('\n', begin) - begin));
}

Finding judge(int status, std::string_view output) {
  if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  std::string reason = "script: ended";
  if (status >= 0 && WIFEXITED(status)) reason = "script: exit status " + std::to_string(WEXITSTATUS(status));
  if (status >= 0 && WIFSIGNALED(status))
    reason = std::string("script: killed by the signal ") + ::strsignal(WTERMSIG(status));
  const std::string line = first_line(output);
  return {Verdict::kFailed, line.empty() ? reason : reason + ": " + line};
}

/// A thread starts and finishes the command; the loop watches it and its output.
class ScriptTask final : public Task {
 public:
  ScriptTask(Shared& shared, const model::Check& check, const Destination& destination, OnOutcome on_outcome)
      : Task(shared, check.timeout, std::move(on_outcome)),
        command_(command_of(check.script, destination)),
        threads_(shared.threads()),
        pipe_(shared.loop) {}

 private:
  std::shared_ptr<ScriptTask> self() { return std::static_pointer_cast<ScriptTask>(shared_from_this()); }

  void begin() override {
    asio::post(*threads_, [self = self(), &loop = shared().loop] {
      auto child = std::make_shared<core::Result<process::Child>>(process::spawn(self->command_));
      asio::post(loop, [self, child] {
        if (self->ended() && *child) self->kill(std::move(**child));
        self->guarded([&] { self->started(std::move(*child)); });
      });
    });
  }

  void started(core::Result<process::Child> child) {
    if (!child) return unable("script: " + child.error().message());
    child_ = std::move(*child);
    boost::system::error_code error;
    pipe_.assign(::dup(child_.output()), error);
    if (error) return unable("script: cannot watch its output: " + error.message());
    if (!adopt({.fd = core::UniqueFd(::dup(child_.pidfd()))})) return;
    wait(For::kRead);
    wait_for_output();
  }

  void wait_for_output() {
    pipe_.async_wait(asio::posix::descriptor_base::wait_read,
                     [self = self()](const boost::system::error_code& error) {
                       if (error) return;
                       self->guarded([&] {
                         if (self->drain()) self->wait_for_output();
                       });
                     });
  }

  /// Keeps the first of it, reads over the rest. False: nothing more comes. Bounded, as the writer may be quick.
  bool drain() {
    for (int i = 0; i < 16; ++i) {
      auto& scratch = shared().scratch;
      const auto got = ::read(child_.output(), scratch.data(), scratch.size());
      if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
      output_.append(scratch.data(), std::min(static_cast<std::size_t>(got), kMaxOutput - output_.size()));
    }
    return true;
  }

  /// It has ended, if it is not another descriptor of this number that has changed: see Watcher.
  void ready() override {
    pollfd child_end{.fd = fd(), .events = POLLIN, .revents = 0};
    if (::poll(&child_end, 1, 0) == 0) return wait(For::kRead);
    drain();
    boost::system::error_code ignored;
    pipe_.close(ignored);
    auto child = std::make_shared<process::Child>(std::move(child_));
    asio::post(*threads_, [self = self(), child, &loop = shared().loop] {
      const int status = process::finish(std::move(*child));
      asio::post(loop, [self, status] { self->guarded([&] { self->end(judge(status, self->output_)); }); });
    });
  }

  Finding late() override {
    if (fd() < 0) return {Verdict::kUnable, "script: could not be started in " + timeout_text()};
    return {Verdict::kFailed, "script: killed after " + timeout_text()};
  }

  void closing(core::UniqueFd) override {
    boost::system::error_code ignored;
    pipe_.close(ignored);
    if (child_.pid() == 0) return;
    kill(std::move(child_));
  }

  void kill(process::Child child) {
    auto shared_child = std::make_shared<process::Child>(std::move(child));
    asio::post(*threads_, [shared_child] { process::finish(std::move(*shared_child)); });
  }

  process::Command command_;
  process::Child child_;
  std::shared_ptr<asio::thread_pool> threads_;  ///< while the prober is there, they work
  asio::posix::stream_descriptor pipe_;
  std::string output_;
};

}  // namespace

TaskPointer make_script_task(Shared& shared, const model::Check& check, const Destination& destination,
                             OnOutcome on_outcome) {
  return std::make_shared<ScriptTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
