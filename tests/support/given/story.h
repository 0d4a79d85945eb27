// SPDX-License-Identifier: Apache-2.0
// Writes a State as one would tell it:
//   given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kGue).backend("198.51.100.11");
#pragma once

#include <deque>
#include <initializer_list>
#include <string_view>

#include "support/given/state.h"

namespace shunt::given {

/// One service under construction. Ids and table follow from the order of statements.
class ServiceStory {
 public:
  ServiceStory(Service& service, std::uint32_t& last_backend_id)
      : service_(&service), last_backend_id_(&last_backend_id) {}

  ServiceStory& forwarding(model::Forwarding forwarding);
  ServiceStory& backend(std::string_view address, const NextHop& next_hop = {});
  ServiceStory& unresolved_backend(std::string_view address);

  /// Slots, at most 251; without this statement a table of 7 slots that the backends share in turn.
  ServiceStory& slots(std::uint32_t count);

  [[nodiscard]] const Service& value() const { return *service_; }

 private:
  ServiceStory& add(std::string_view address, const std::optional<NextHop>& next_hop);
  void fill_table();

  Service* service_;
  std::uint32_t* last_backend_id_;
  std::uint32_t slots_ = 7;
};

/// A State under construction: ports A and B, tunnel sources 198.51.100.2 and 2001:db8:5::2, GUE port 6080.
class Given {
 public:
  Given();

  /// `vip`: host bits are ignored. `ports` as in the configuration file: "80/tcp", "5000-5999/udp", "53",
  /// "any/tcp", "any".
  ServiceStory service(std::string_view vip, std::initializer_list<std::string_view> ports);

  /// The outer source of the family of `prefix`; the bits behind its length are entropy.
  Given& tunnel_source(std::string_view prefix);
  Given& gue_port(std::uint16_t port);

  /// Of the flow hash.
  Given& seed(std::uint64_t seed);

  /// Probes come from these addresses and from `ports` ports, the first of which is `first_port`, and ask these
  /// VIPs.
  Given& probes(std::initializer_list<std::string_view> sources, std::initializer_list<std::string_view> vips,
                std::uint16_t first_port = 61'000, std::uint16_t ports = 100);

  /// The port cannot be redirected to.
  Given& cannot_transmit(std::uint32_t ifindex);

  /// For statements about the network that have no word of their own.
  [[nodiscard]] State& raw() { return state_; }
  [[nodiscard]] State state() const;

 private:
  State state_;
  std::deque<Service> services_;  // stories hold on to their service: elements must not move
  std::uint32_t last_backend_id_ = 0;
};

}  // namespace shunt::given
