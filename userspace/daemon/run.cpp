// SPDX-License-Identifier: Apache-2.0
#include "daemon/run.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "control/controller.h"
#include "daemon/lock.h"
#include "daemon/notify.h"
#include "dataplane/attach/capabilities.h"
#include "web/server.h"

namespace shunt::daemon {
namespace {

// journald reads the leading <N> as the priority, and adds the time itself.
void log_to_stderr(const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>("shunt", std::make_shared<spdlog::sinks::stderr_sink_st>());
  logger->set_level(spdlog::level::from_str(level == "warning" ? "warn" : level));
  logger->set_pattern(std::getenv("JOURNAL_STREAM") == nullptr ? "%Y-%m-%d %H:%M:%S.%e %l: %v" : "%l: %v");
  spdlog::set_default_logger(std::move(logger));
}

core::Result<void> check_privileges() {
  if (const auto missing = dataplane::missing_capabilities(); !missing.empty())
    return core::Error("missing " + missing + "; run as root, or give the service these capabilities");
  return {};
}

void reload(control::Controller& controller, web::Server& server) {
  notify("RELOADING=1");
  const auto report = controller.reload();
  for (const auto& warning : report.warnings) spdlog::warn("{}", warning);
  for (const auto& error : report.errors) spdlog::error("{}", error);
  if (!report.errors.empty()) {
    spdlog::error("reload: nothing was applied; the former configuration stays");
  } else {
    spdlog::info("reload: services +{} -{} ~{}, {} slots moved, {} ms", report.services.added,
                 report.services.removed, report.services.changed, report.slots_moved,
                 report.total_time.count() / 1000);
  }
  if (auto listening = server.listen(controller.config().api.listen); !listening)
    spdlog::error("{}", listening.error().message());
  notify("READY=1");
}

// The loop, with its signals, around a controller that already forwards.
core::Result<void> serve(boost::asio::io_context& loop, control::Controller& controller,
                         const cli::RunCommand& command, const cli::Globals& globals) {
  auto server = web::Server::start(loop, controller, globals.socket);
  if (!server) return server.error();
  if (auto listening = (*server)->listen(controller.config().api.listen); !listening) return listening.error();

  boost::asio::signal_set stop(loop, SIGTERM, SIGINT);
  stop.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) loop.stop();
  });
  boost::asio::signal_set hang_up(loop, SIGHUP);
  std::function<void()> await_reload = [&] {
    hang_up.async_wait([&](const boost::system::error_code& error, int) {
      if (error) return;
      reload(controller, **server);
      await_reload();
    });
  };
  await_reload();

  spdlog::info("forwarding {} services; {} is the control socket", controller.config().services.size(),
               globals.socket.string());
  notify("READY=1\nSTATUS=forwarding");
  loop.run();
  notify("STOPPING=1");
  if (command.keep_on_stop) {
    spdlog::info("stopped; traffic keeps flowing with what is pinned in {}", globals.pin_dir.string());
  } else {
    controller.detach_all();
    spdlog::info("stopped");
  }
  return {};
}

}  // namespace

cli::Outcome run(const cli::RunCommand& command, const cli::Globals& globals) {
  log_to_stderr(command.log_level);
  std::signal(SIGPIPE, SIG_IGN);  // clients that hang up
  if (auto allowed = check_privileges(); !allowed) return cli::failure(allowed.error());
  auto lock = Lock::acquire(globals.socket);
  if (!lock) return cli::failure(lock.error());
  boost::asio::io_context loop(1);
  auto controller =
      control::Controller::start(loop, {.config_file = command.config, .pin_directory = globals.pin_dir});
  if (!controller) return cli::failure(controller.error());
  if (auto served = serve(loop, **controller, command, globals); !served) {
    (*controller)->detach_all();
    return cli::failure(served.error());
  }
  return {};
}

}  // namespace shunt::daemon
