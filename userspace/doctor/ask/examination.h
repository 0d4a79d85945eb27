// SPDX-License-Identifier: Apache-2.0
// Asks one backend everything that tells its faults apart. On the loop's thread; waits for nothing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "doctor/ask/tunnel_probe.h"
#include "doctor/findings/backend_facts.h"
#include "health/probe/probe.h"
#include "model/config.h"

namespace shunt::doctor {

/// The way of clients' packets.
struct TunnelWay {
  std::uint32_t mark = 0;       ///< of the dataplane's probe target
  std::uint32_t full_size = 0;  ///< bytes of the largest packet that it should carry
};

struct Order {
  BackendFacts facts;                        ///< with what is known already: names, way, obstacle
  std::optional<TunnelWay> tunnel;           ///< nothing: facts.no_tunnel says why
  std::optional<net::IpAddress> source;      ///< of this host towards the backend
  std::optional<net::IpAddress> vip_source;  ///< of this host, of the VIP's family
  std::vector<model::PortRange> ports;
  std::vector<model::Check> checks;
};

class Examination {
 public:
  /// Begins at once. `loop` and `prober` outlive it. `on_end` is called once, from the loop, after at most about
  /// 6 s and the longest timeout of the checks; the examination may be destroyed then, or before.
  Examination(boost::asio::io_context& loop, health::Prober& prober, Order order,
              std::function<void(const BackendFacts&)> on_end);

 private:
  using Next = void (Examination::*)();
  using Store = std::function<void(const health::Outcome&)>;

  void ask_hosts();
  void ask_ports();
  void ask_checks();
  void ask_full_size();
  void narrow();
  void end();

  void ping(const net::IpAddress& address, std::optional<std::uint32_t> target, std::uint32_t size,
            std::chrono::milliseconds timeout, Store store);
  void probe(const model::Check& check, const net::IpAddress& address, std::optional<std::uint32_t> target,
             Store store);
  health::OnOutcome counted(Store store);
  void then(Next next);
  void one_done();

  boost::asio::io_context& loop_;
  health::Prober& prober_;
  Order order_;
  std::function<void(const BackendFacts&)> on_end_;
  std::vector<model::Check> asked_;  ///< for the ports: they outlive their probes
  std::vector<std::unique_ptr<health::Probe>> probes_;
  std::unique_ptr<TunnelProbe> tunnel_probe_;
  std::uint32_t too_large_ = 0;  ///< of full-size packets: the smallest that was lost
  std::size_t waiting_ = 0;
  Next next_ = nullptr;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);  ///< for what waits on the loop
};

}  // namespace shunt::doctor
