// SPDX-License-Identifier: Apache-2.0
#include "support/given/story.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace shunt::given {
namespace {

[[noreturn]] void misstated(std::string_view what, std::string_view text) {
  std::fprintf(stderr, "a test states \"%s\", which is no %s\n", std::string(text).c_str(),
               std::string(what).c_str());
  std::abort();
}

std::uint16_t port_number(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) misstated("port", text);
  return port;
}

model::PortRange port_range(std::string_view text) {
  model::PortRange range;
  const std::size_t slash = text.find('/');
  const std::string_view protocol = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  if (protocol == "tcp") range.protocol = net::Protocol::kTcp;
  if (protocol == "udp") range.protocol = net::Protocol::kUdp;
  const std::string_view ports = text.substr(0, slash);
  if (ports == "any") return range;
  const std::size_t dash = ports.find('-');
  range.first = port_number(ports.substr(0, dash));
  range.last = dash == std::string_view::npos ? range.first : port_number(ports.substr(dash + 1));
  return range;
}

net::IpPrefix prefix(std::string_view text) {
  const auto value = net::IpPrefix::parse(text);
  if (!value) misstated("prefix", text);
  return *value;
}

}  // namespace

ServiceStory& ServiceStory::forwarding(model::Forwarding forwarding) {
  service_->forwarding = forwarding;
  return *this;
}

ServiceStory& ServiceStory::backend(std::string_view address, const NextHop& next_hop) {
  return add(address, next_hop);
}

ServiceStory& ServiceStory::unresolved_backend(std::string_view address) { return add(address, std::nullopt); }

ServiceStory& ServiceStory::slots(std::uint32_t count) {
  slots_ = count;
  fill_table();
  return *this;
}

ServiceStory& ServiceStory::add(std::string_view address, const std::optional<NextHop>& next_hop) {
  const auto parsed = net::IpAddress::parse(address);
  if (!parsed) misstated("address", address);
  service_->backends.push_back({*parsed, next_hop, ++*last_backend_id_});
  fill_table();
  return *this;
}

void ServiceStory::fill_table() {
  service_->table.clear();
  if (service_->backends.empty()) return;
  for (std::uint32_t slot = 0; slot < slots_; ++slot)
    service_->table.push_back(slot % static_cast<std::uint32_t>(service_->backends.size()));
}

Given::Given() {
  state_.interfaces = {{kPortA, true}, {kPortB, true}};
  state_.tunnel.source_ipv4 = prefix("198.51.100.2");
  state_.tunnel.source_ipv6 = prefix("2001:db8:5::2");
}

ServiceStory Given::service(std::string_view vip, std::initializer_list<std::string_view> ports) {
  Service service;
  service.vip = prefix(vip).without_host_bits();
  service.id = static_cast<std::uint32_t>(services_.size());
  for (const std::string_view text : ports) service.ports.push_back(port_range(text));
  services_.push_back(service);
  return {services_.back(), last_backend_id_};
}

Given& Given::tunnel_source(std::string_view text) {
  const net::IpPrefix source = prefix(text);
  (source.address().family() == net::Family::kIpv4 ? state_.tunnel.source_ipv4 : state_.tunnel.source_ipv6) =
      source;
  return *this;
}

Given& Given::gue_port(std::uint16_t port) {
  state_.tunnel.gue_port = port;
  return *this;
}

Given& Given::seed(std::uint64_t seed) {
  state_.seed = seed;
  return *this;
}

Given& Given::probes(std::initializer_list<std::string_view> sources, std::initializer_list<std::string_view> vips,
                     std::uint16_t first_port, std::uint16_t ports) {
  const auto add = [](std::string_view text, std::vector<net::IpAddress>& addresses) {
    const auto parsed = net::IpAddress::parse(text);
    if (!parsed) misstated("address", text);
    addresses.push_back(*parsed);
  };
  state_.probes = {.first_port = first_port, .ports = ports};
  for (const std::string_view text : sources) add(text, state_.probes.sources);
  for (const std::string_view text : vips) add(text, state_.probes.vips);
  return *this;
}

Given& Given::cannot_transmit(std::uint32_t ifindex) {
  for (Interface& interface : state_.interfaces)
    if (interface.ifindex == ifindex) interface.can_transmit = false;
  return *this;
}

State Given::state() const {
  State state = state_;
  state.services.assign(services_.begin(), services_.end());
  return state;
}

}  // namespace shunt::given
