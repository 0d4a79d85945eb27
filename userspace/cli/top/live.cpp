// SPDX-License-Identifier: Apache-2.0
#include "cli/top/live.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>
#include <utility>

#include "cli/top/asker.h"
#include "cli/top/signals.h"
#include "core/unique_fd.h"

namespace shunt::cli::top {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kRetry{1000};
constexpr std::chrono::seconds kNewsFor{10};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? printable_ascii(name.data()) : "";
}

class Live {
 public:
  Live(const TopCommand& command, const Globals& globals, Terminal& terminal)
      : command_(command), asker_(globals), terminal_(terminal), signals_(open_signals()) {
    state_.interval = command.interval;
    state_.filter = command.filter;
    state_.service = command.service;
    if (!command.service.empty()) state_.subject = Subject::kBackends;
    state_.sort.fill(command.sort);
    heading_.host = host_name();
  }

  int run() {
    while (ended_by_ == 0 && !state_.quit) {
      ask_if_due();
      show();
      wait();
    }
    return ended_by_;
  }

 private:
  void ask_if_due() {
    if (asking_ || state_.paused || Clock::now() < next_at_) return;
    asking_ = true;
    asker_.ask(state_.subject == Subject::kCpus);
    next_at_ = Clock::now() + (heading_.trouble.empty() ? state_.interval : std::max(state_.interval, kRetry));
  }

  [[nodiscard]] const Sample* now() const { return now_ ? &*now_ : nullptr; }
  [[nodiscard]] const Sample* before() const { return before_ ? &*before_ : nullptr; }

  [[nodiscard]] Pane pane() const {
    return now_ ? make_pane(state_.subject, state_.service, before(), *now_) : Pane{};
  }

  void show() {
    const auto totals = now_ ? totals_of(before(), *now_) : Totals{};
    terminal_.show(draw(terminal_.size(), state_, heading_, pane(), totals, now()));
  }

  void wait() {
    std::array<pollfd, 3> events{
        {{STDIN_FILENO, POLLIN, 0}, {signals_.get(), POLLIN, 0}, {asker_.fd(), POLLIN, 0}}};
    int timeout = -1;
    if (!asking_ && !state_.paused) {
      const auto left = std::chrono::ceil<milliseconds>(next_at_ - Clock::now()).count();
      timeout = static_cast<int>(std::max<std::int64_t>(left, 0));
    }
    if (::poll(events.data(), events.size(), timeout) < 0) return;
    if ((events[1].revents & POLLIN) != 0) on_signal();
    if ((events[2].revents & POLLIN) != 0) on_answer();
    if ((events[0].revents & (POLLHUP | POLLERR)) != 0) ended_by_ = SIGHUP;  // the terminal is gone
    while (const auto key = terminal_.key()) on_key(*key);
  }

  void on_key(const Key& key) {
    const auto subject = state_.subject;
    press(state_, key, pane(), rows_that_fit(terminal_.size(), heading_, now()));
    if (state_.subject == subject || subject == Subject::kCpus || state_.subject != Subject::kCpus) return;
    next_at_ = Clock::now();  // what there is has no parts of processors
  }

  void on_answer() {
    asking_ = false;
    auto answer = asker_.take();
    if (!answer) return;
    if (!*answer) {
      heading_.trouble = "trying again: " + answer->error().message();
      return;
    }
    heading_.trouble.clear();
    if (Clock::now() >= news_until_) heading_.news.clear();
    if (now_ &&
        ((*answer)->status.pid != now_->status.pid || (*answer)->status.started_at != now_->status.started_at)) {
      heading_.news = "the controller was started anew";
      news_until_ = Clock::now() + kNewsFor;
    }
    before_ = std::exchange(now_, **std::move(answer));
    if (command_.count > 0 && ++looks_ >= command_.count) state_.quit = true;
  }

  void on_signal() {
    signalfd_siginfo info{};
    if (::read(signals_.get(), &info, sizeof info) != sizeof info) return;
    const auto number = static_cast<int>(info.ssi_signo);
    if (number == SIGWINCH) {
      terminal_.resize();
    } else if (number == SIGTSTP) {
      terminal_.leave();
      std::raise(SIGSTOP);
      terminal_.come_back();
    } else if (number != SIGCONT) {
      ended_by_ = number;
    }
  }

  const TopCommand& command_;
  BackgroundAsker asker_;
  Terminal& terminal_;
  core::UniqueFd signals_;
  State state_;
  Heading heading_;
  std::optional<Sample> before_;
  std::optional<Sample> now_;
  bool asking_ = false;
  Clock::time_point next_at_ = Clock::now();
  Clock::time_point news_until_{};
  std::uint64_t looks_ = 0;
  int ended_by_ = 0;
};

}  // namespace

int run_live(const TopCommand& command, const Globals& globals, std::unique_ptr<Terminal> terminal) {
  return Live(command, globals, *terminal).run();
}

}  // namespace shunt::cli::top
