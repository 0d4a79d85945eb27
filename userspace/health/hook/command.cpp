// SPDX-License-Identifier: Apache-2.0
#include "health/hook/command.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "health/text/text.h"

namespace shunt::health {
namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr std::size_t kMostOfItsWords = 1024;

enum class Waited { kEnded, kLate, kStopped };

/// Reads what it printed and keeps the first of it. False: nothing more comes.
bool read_some(int output, std::string& words) {
  std::array<char, 4096> buffer{};
  const auto got = ::read(output, buffer.data(), buffer.size());
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
  words.append(buffer.data(), std::min(static_cast<std::size_t>(got), kMostOfItsWords - words.size()));
  return true;
}

/// Until the child ends, time is over, or `stop` can be read.
Waited wait_for(const process::Child& child, Time end, int stop, std::string& words) {
  std::array<pollfd, 3> wanted{{{.fd = child.pidfd(), .events = POLLIN},
                                {.fd = stop, .events = POLLIN},
                                {.fd = child.output(), .events = POLLIN}}};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Waited::kLate;
    if (::poll(wanted.data(), wanted.size(), static_cast<int>(left.count())) <= 0)
      continue;  // interrupted, or late
    if (wanted[1].revents != 0) return Waited::kStopped;
    if (wanted[2].revents != 0 && !read_some(child.output(), words)) wanted[2].fd = -1;
    if (wanted[0].revents != 0) return Waited::kEnded;
  }
}

core::Result<void> judge_status(int status, std::string_view words) {
  if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  std::string reason = "its exit status is lost";
  if (status >= 0 && WIFEXITED(status)) reason = fmt::format("exit status {}", WEXITSTATUS(status));
  if (status >= 0 && WIFSIGNALED(status))
    reason = fmt::format("killed by the signal {}", strsignal(WTERMSIG(status)));
  const auto line = printable(words.substr(0, words.find('\n')));
  return core::Error(line.empty() ? reason : reason + ": " + line);
}

}  // namespace

core::Result<void> run_command(const process::Command& command, std::chrono::milliseconds timeout, int stop) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  auto child = process::spawn(command);
  if (!child) return child.error();
  std::string words;
  const auto waited = wait_for(*child, end, stop, words);
  while (waited == Waited::kEnded && words.size() < kMostOfItsWords) {  // what came after the last look
    const auto before = words.size();
    if (!read_some(child->output(), words) || words.size() == before) break;
  }
  const int status = process::finish(std::move(*child));
  const auto& path = command.words.front();
  if (waited == Waited::kLate) return core::Error(path + ": killed after " + duration_text(timeout));
  if (waited == Waited::kStopped) return core::Error(path + ": killed, because Shunt stops");
  const auto judged = judge_status(status, words);
  return judged ? judged : judged.error().within(path);
}

}  // namespace shunt::health
