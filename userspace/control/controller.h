// SPDX-License-Identifier: Apache-2.0
// The control plane: keeps the maps as the configuration, the routes and the interfaces say. One thread: the event
// loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "control/api.h"
#include "control/egress.h"
#include "control/flaps.h"
#include "control/health.h"
#include "control/inspector.h"
#include "control/interfaces.h"
#include "control/traffic.h"
#include "control/ways.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/forwarder/pins.h"
#include "history/history.h"
#include "model/config.h"
#include "route/next_hops.h"

namespace shunt::control {

struct StatusSources;

struct ControllerOptions {
  std::filesystem::path config_file;
  std::filesystem::path pin_directory;
  std::filesystem::path state_file;            ///< see override_store.h
  bool forget_flows = false;                   ///< do not go on with the maps that are pinned, whatever they are
  std::optional<model::LogLevel> log_level{};  ///< in place of that of the file
};

/// How the log is to be written.
model::Log log_of(const model::Config& config, const ControllerOptions& options);

class Controller : public Api {
 public:
  /// Loads the configuration and the program, publishes, attaches, and takes over what a controller before left
  /// pinned. When it returns, packets are forwarded, but for services whose backends have to be asked first: see
  /// when_ready(). Error: the configuration (all its errors, a line each), a
  /// missing privilege, the kernel, pinned maps that it cannot go on with (see PinnedMaps). Cost: about half a
  /// second, and up to kResolveAtStart while next hops resolve.
  static core::Result<std::unique_ptr<Controller>> start(boost::asio::io_context& loop, ControllerOptions options);

  /// Ends the following of routes; what is attached and pinned stays: see detach_all().
  ~Controller() override;

  Status status() override;
  Stats stats(bool per_cpu) override;
  Status service_status(const std::string& service) override;
  std::optional<history::View> history(const history::Query& query) override;
  ReloadReport reload(bool force) override;
  PlanReport plan(std::optional<NamedText> file) override;
  std::variant<BackendReport, Refused> change_backend(const std::string& service, const net::IpAddress& backend,
                                                      const BackendChange& change) override;
  std::variant<DiagnosisReport, Refused> diagnose(const std::string& service,
                                                  const net::IpAddress& backend) override;
  std::variant<DiagnosisReport, Refused> diagnosis(const std::string& service,
                                                   const net::IpAddress& backend) override;
  std::variant<Explanation, Refused> explain(const Question& question) override;
  std::variant<CaptureReport, Refused> begin_capture(const CaptureRequest& request) override;
  std::variant<CaptureReport, Refused> capture(std::uint64_t id) override;
  std::variant<std::string, Refused> captured_packets(std::uint64_t id) override;
  std::variant<CaptureReport, Refused> end_capture(std::uint64_t id) override;
  core::Result<AttachReport> attach(const std::string& interface, model::AttachMode mode) override;
  core::Result<void> detach(const std::string& interface) override;
  std::variant<std::unique_ptr<FlowWalk>, Refused> flows(FlowQuestion question) override;

  /// Takes the program off all interfaces and removes the pins. Error: a line for each interface that keeps it;
  /// then the pins stay, too, so that `shunt unload` can go on.
  [[nodiscard]] core::Result<void> detach_all();

  /// Calls back once, on the loop, when no service waits for the first results of its health checks any more, or
  /// after kReadyWithin: who waits for us has deadlines of its own.
  void when_ready(std::function<void()> on_ready);

  /// The configuration that is applied.
  [[nodiscard]] const model::Config& config() const { return config_; }

 private:
  Controller(boost::asio::io_context& loop, ControllerOptions options, model::Config config,
             std::unique_ptr<route::NextHops> next_hops, std::unique_ptr<dataplane::Forwarder> forwarder,
             dataplane::Pins pins, dataplane::Ownership ours, model::Overrides overrides);

  void watch_health();
  void choose_served();
  [[nodiscard]] const model::Config& served() const { return partial_ ? *partial_ : config_; }
  void on_health_change(const std::set<std::string>& services);
  void publish_health();
  core::Result<void> take_over(const dataplane::PinnedMaps* pinned);
  core::Result<dataplane::PublishReport> first_publication();

  ReloadReport reload_file(bool force);
  core::Result<dataplane::PublishReport> publish(dataplane::Allow allow = {});
  void publish_changes();
  Changes use_interfaces_of_file();
  [[nodiscard]] std::vector<net::IpAddress> backends_to_watch(const model::Config& config) const;
  [[nodiscard]] Ways ways_of(const model::Config& config) const;
  [[nodiscard]] Ways ways_of(const model::Config& config, const EgressInterfaceOf& egress_of) const;
  [[nodiscard]] Ways ways_if_reloaded(const model::Config& config) const;
  void wait_for_next_hops(const model::Config& config, std::chrono::milliseconds at_most);

  void follow_routes();
  void tick();
  void sweep();
  void note_history();
  [[nodiscard]] StatusSources status_sources() const;
  void log_ended_drains();
  void on_network_change(bool next_hops_changed);
  void log_obstacles(const Ways& ways);
  void follow_flaps(const Ways& ways);

  ControllerOptions options_;
  model::Config config_;
  std::unique_ptr<route::NextHops> next_hops_;
  std::unique_ptr<dataplane::Forwarder> forwarder_;
  dataplane::Pins pins_;
  Interfaces interfaces_;
  Health health_;
  Traffic traffic_;
  Ways ways_;
  Flaps flaps_;
  Inspector inspector_;
  std::optional<model::Config> partial_;  // without the services that wait for their first health results
  static constexpr std::chrono::seconds kReadyWithin{10};
  void tell_ready();
  std::function<void()> on_ready_;
  boost::asio::steady_timer ready_timer_;
  std::set<std::string> changed_health_;  // services to be published
  boost::asio::steady_timer health_timer_;
  std::chrono::steady_clock::time_point next_health_at_{};
  boost::asio::posix::stream_descriptor events_;
  boost::asio::steady_timer timer_;
  WallTime started_at_;
  WallTime loaded_at_;
  Reloads reloads_;
  history::History history_;
  WallTime drains_seen_at_ = std::chrono::system_clock::now();
};

}  // namespace shunt::control
