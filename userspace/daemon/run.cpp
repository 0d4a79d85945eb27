// SPDX-License-Identifier: Apache-2.0
#include "daemon/run.h"

#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <utility>

#include "control/asking.h"
#include "control/controller.h"
#include "core/version.h"
#include "daemon/alarm_log.h"
#include "daemon/follower.h"
#include "daemon/instance_lock.h"
#include "daemon/notify.h"
#include "dataplane/attach/capabilities.h"
#include "log/log.h"
#include "web/server.h"

namespace shunt::daemon {
namespace {

namespace asio = boost::asio;

/// What the process is made of, from start to stop.
class Daemon {
 public:
  Daemon(const cli::RunCommand& command, const cli::Globals& globals);

  core::Result<void> start();
  core::Result<void> run_until_stopped();  ///< error: what a stop has left behind

 private:
  core::Result<void> listen() { return server_->listen(controller_->config().api); }
  void wait_for_signal();
  void on_signal(int number);
  void reload_soon();

  const cli::RunCommand& command_;
  const cli::Globals& globals_;
  asio::io_context loop_{1};
  asio::signal_set signals_{loop_, SIGTERM, SIGINT, SIGHUP};
  asio::steady_timer reload_{loop_};
  bool reload_is_due_ = false;
  std::optional<InstanceLock> lock_;
  std::unique_ptr<control::Controller> controller_;
  Follower follower_{[this] { return listen(); }};
  AlarmLog alarm_log_{loop_, [this] { return controller_->status(); }};
  std::unique_ptr<web::Server> server_;
};

/// The signals are caught from the beginning, and looked at when all is in place: what comes meanwhile waits.
Daemon::Daemon(const cli::RunCommand& command, const cli::Globals& globals)
    : command_(command), globals_(globals) {
  std::signal(SIGPIPE, SIG_IGN);  // a log that nobody reads any more is no reason to end
}

/// Each probe under way has a socket: as many as we may have.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

core::Result<void> Daemon::start() {
  raise_file_limit();
  if (const std::string missing = dataplane::missing_capabilities(); !missing.empty())
    return core::Error("cannot load or attach programs without " + missing + "; run as root, or grant them");
  auto lock = InstanceLock::take(globals_.socket);
  if (!lock) return lock.error();
  lock_ = *std::move(lock);
  auto server = web::Server::start(loop_, follower_, globals_.socket, {},  // clients wait until the loop runs
                                   [](const std::string& line) { log::tell(log::Event::kApiRefused, line); });
  if (!server) return server.error();
  server_ = *std::move(server);
  auto controller = control::Controller::start(loop_, {.config_file = command_.config,
                                                       .pin_directory = globals_.pin_dir,
                                                       .state_file = command_.state_file,
                                                       .forget_flows = command_.forget_flows,
                                                       .log_level = command_.log_level});
  if (!controller) return controller.error();
  controller_ = *std::move(controller);
  follower_.follow(*controller_);
  // Packets are forwarded from here on: that the API lacks one of its addresses is no reason to end.
  if (const auto listening = listen(); !listening)
    log::tell(log::Event::kListenFailed, listening.error().message());
  // Who waits for us may send traffic then: not before each backend has been asked.
  controller_->when_ready([this] {
    log::tell(log::Event::kReady,
              "shunt " + std::string(core::version()) + " is ready: " + command_.config.string());
    alarm_log_.start();
    follower_.announce();
  });
  wait_for_signal();
  return {};
}

core::Result<void> Daemon::run_until_stopped() {
  loop_.run();
  notify("STOPPING=1");
  server_.reset();  // no client sees a controller that is half gone
  if (command_.keep_on_stop) {
    log::tell(log::Event::kStopped, "traffic keeps flowing by what is pinned in " + globals_.pin_dir.string());
    return {};
  }
  if (const auto detached = controller_->detach_all(); !detached)
    return core::Error(detached.error().message() +
                       "\nstopped, but not everything is detached and removed; `shunt unload` takes away what is "
                       "left in " +
                       globals_.pin_dir.string());
  log::tell(log::Event::kStopped, "detached");
  return {};
}

void Daemon::wait_for_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int number) {
    if (!error) on_signal(number);
  });
}

void Daemon::on_signal(int number) {
  if (number != SIGHUP) {
    loop_.stop();
    return;
  }
  reload_soon();
  wait_for_signal();
}

/// Signals are delivered one by one, and SIGHUP before SIGTERM: a reload for each would keep us from ending while
/// the others wait. Those of this delay, and of the reload before, become one.
void Daemon::reload_soon() {
  constexpr std::chrono::milliseconds kDelay{10};
  if (std::exchange(reload_is_due_, true)) return;
  reload_.expires_after(kDelay);
  reload_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    reload_is_due_ = false;
    const control::Asking asking("SIGHUP");
    const bool applied = follower_.reload(false).errors.empty();  // it logs what came of it
    log::tell(applied ? log::Event::kAudit : log::Event::kAuditRefused, {},
              std::string("SIGHUP: reload: ") + (applied ? "applied" : "refused"), {{"asked", "reload"}});
  });
}

}  // namespace

int run(const cli::RunCommand& command, const cli::Globals& globals) {
  log::configure({.level = command.log_level.value_or(model::LogLevel::kInfo)});
  Daemon daemon(command, globals);
  if (const auto started = daemon.start(); !started) {
    log::tell_lines(log::Event::kStartFailed, started.error().message());
    return cli::kFailed;
  }
  if (const auto stopped = daemon.run_until_stopped(); !stopped) {
    log::tell_lines(log::Event::kStopIncomplete, stopped.error().message());
    return cli::kFailed;
  }
  log::tell_gaps();
  return cli::kDone;
}

}  // namespace shunt::daemon
