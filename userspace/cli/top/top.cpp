// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <thread>

#include "cli/commands.h"
#include "cli/top/asker.h"
#include "cli/top/lines.h"
#include "cli/top/live.h"
#include "cli/top/signals.h"

namespace shunt::cli {
namespace {

using Clock = std::chrono::steady_clock;
using top::Sample;

constexpr std::chrono::milliseconds kRetry{1000};

bool draws() {
  const char* const terminal = std::getenv("TERM");
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0 && terminal != nullptr && *terminal != '\0' &&
         std::string_view(terminal) != "dumb";
}

bool has_service(const control::Stats& stats, const std::string& name) {
  return name.empty() ||
         std::ranges::find(stats.services, name, &control::ServiceStats::name) != stats.services.end();
}

core::Error unknown(const std::string& service) {
  return core::Error("no service " + service + "; `shunt status` lists those that there are");
}

/// Block by block; the first after one interval, since a rate takes two looks. Without a controller at the first
/// look it fails; when one goes away later, it waits for the next.
Outcome run_lines(const TopCommand& command, const Globals& globals) {
  top::Asker asker(globals);
  auto before = asker.ask(true);
  if (!before) return failure(before.error());
  if (!has_service(before->stats, command.service)) return failure(unknown(command.service));
  bool there = true;
  auto next_at = Clock::now();
  for (std::uint64_t blocks = 0; command.count == 0 || blocks < command.count;) {
    next_at = std::max(next_at + (there ? command.interval : std::max(command.interval, kRetry)), Clock::now());
    std::this_thread::sleep_until(next_at);
    auto now = asker.ask(true);
    if (!now) {
      if (there) std::fprintf(stderr, "shunt: trying again: %s\n", now.error().message().c_str());
      there = false;
      continue;
    }
    if (!there) std::fprintf(stderr, "shunt: the controller answers again\n");
    there = true;
    const std::string block = globals.json ? as_json(command, &*before, *now) : as_lines(command, &*before, *now);
    ++blocks;
    errno = 0;
    if (std::fwrite(block.data(), 1, block.size(), stdout) != block.size() || std::fflush(stdout) != 0)
      return failure(core::Error::from_errno("cannot write to standard output", errno));
    before = std::move(now);
  }
  return {};
}

/// The way a shell expects it of a program that a signal has ended.
[[noreturn]] void end_by(int number) {
  std::signal(number, SIG_DFL);
  std::raise(number);
  std::_Exit(128 + number);
}

}  // namespace

Outcome execute(const TopCommand& command, const Globals& globals, const Style& style) {
  if (globals.json || !draws()) return run_lines(command, globals);
  if (!command.service.empty()) {
    const auto sample = top::Asker(globals).ask(false);
    if (sample && !has_service(sample->stats, command.service)) return failure(unknown(command.service));
  }
  int ended_by = 0;
  try {
    const top::BlockedSignals blocked;
    auto terminal = top::Terminal::open(style.colour);
    if (terminal == nullptr) {
      return run_lines(command, globals);
    }
    ended_by = top::run_live(command, globals, std::move(terminal));
  } catch (const std::exception& error) {
    return failure(core::Error(std::string("internal error: ") + error.what()));
  }
  if (ended_by != 0) end_by(ended_by);
  return {};
}

}  // namespace shunt::cli
