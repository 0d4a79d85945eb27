// SPDX-License-Identifier: Apache-2.0
// What a backend says to packets with an outer header that this host makes itself: a ping of the backend's own
// address tells decapsulation from a missing VIP, and ICMP errors tell who does not take such packets.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "core/unique_fd.h"
#include "doctor/findings/backend_facts.h"
#include "doctor/link/link_socket.h"

namespace shunt::doctor {

class TunnelProbe {
 public:
  struct Question {
    net::IpAddress backend;
    net::IpAddress source;  ///< of this host, of the backend's family
    net::IpAddress vip;
    std::optional<net::IpAddress> vip_source;  ///< of this host, of the VIP's family
    model::Forwarding forwarding = model::Forwarding::kIpip;
    std::uint16_t gue_port = 6080;
  };
  struct Answer {
    Heard ping;  ///< kNotAsked if VIP and backend are of two families: another decapsulation would answer
    std::optional<Objection> objection;
    bool objects_to_others = false;
  };

  /// Sends three times within half a second; `on_answer` is called once, on the loop, within a second, unless the
  /// probe is destroyed before.
  TunnelProbe(boost::asio::io_context& loop, const Question& question, std::function<void(Answer)> on_answer);

 private:
  void begin();
  void send();
  void listen();
  void take(const LinkSocket::Received& frame);
  void end();

  Question question_;
  std::function<void(Answer)> on_answer_;
  Answer answer_;
  std::uint64_t token_;
  int sent_ = 0;
  core::UniqueFd out_;
  std::optional<LinkSocket> in_;
  boost::asio::posix::stream_descriptor watch_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);  ///< for what waits on the loop
};

}  // namespace shunt::doctor
