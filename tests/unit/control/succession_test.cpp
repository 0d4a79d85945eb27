// SPDX-License-Identifier: Apache-2.0
// Who goes on serving when services are renamed, split, joined and nested.
#include "control/succession.h"

#include <gmock/gmock.h>

namespace shunt::control {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr model::PortRange port(std::uint16_t number,
                                std::optional<net::Protocol> protocol = net::Protocol::kTcp) {
  return {.first = number, .last = number, .protocol = protocol};
}
constexpr model::PortRange kAny{};

net::IpAddress address(int number) { return *net::IpAddress::parse("198.51.100." + std::to_string(number)); }

model::Service service(const char* name, const char* vip, std::vector<model::PortRange> ports,
                       std::initializer_list<int> backends = {1}) {
  model::Service service;
  service.name = name;
  service.vip = *net::IpPrefix::parse(vip);
  service.ports = std::move(ports);
  for (const int number : backends) service.backends.push_back({.address = address(number)});
  return service;
}

/// What is published, and the configuration that comes next.
class SuccessionTest : public testing::Test {
 protected:
  /// `shares`: of its backends; one that is missing has weight.
  void was(const model::Service& service, std::vector<std::uint32_t> weights = {}) {
    auto published = std::make_shared<dataplane::PublishedService>();
    published->config = service;
    for (std::size_t i = 0; i < service.backends.size(); ++i)
      published->backends.push_back(
          {.address = service.backends[i].address, .share = {.weight = i < weights.size() ? weights[i] : 10}});
    published_.push_back(published);
  }
  void becomes(std::vector<model::Service> services) { config_.services = std::move(services); }

  /// Names of those that each service of the configuration follows.
  [[nodiscard]] std::map<std::string, std::vector<std::string>> predecessors() const {
    const Succession succession(published_, config_);
    std::map<std::string, std::vector<std::string>> names;
    for (const auto& service : config_.services) {
      auto& found = names[service.name];
      for (const auto* old : succession.predecessors(service)) found.push_back(old->config.name);
    }
    return names;
  }
  [[nodiscard]] std::vector<std::string> predecessors_of(const std::string& name) const {
    return predecessors().at(name);
  }
  [[nodiscard]] std::vector<std::string> serving() const {
    std::vector<std::string> texts;
    for (const auto& key : Succession(published_, config_).serving())
      texts.push_back(key.service + " " + key.backend.to_string());
    return texts;
  }

  std::vector<dataplane::Publisher::Service> published_;
  model::Config config_;
};

TEST_F(SuccessionTest, AServiceFollowsThatOfItsNameWhateverElseChanges) {
  was(service("web", "192.0.2.10", {port(80)}));
  becomes({service("web", "192.0.2.11", {port(81)})});
  EXPECT_THAT(predecessors_of("web"), ElementsAre("web"));
}

TEST_F(SuccessionTest, ANewServiceFollowsNobody) {
  was(service("web", "192.0.2.10", {port(80)}));
  becomes({service("web", "192.0.2.10", {port(80)}), service("port", "192.0.2.10", {port(81)}),
           service("protocol", "192.0.2.10", {port(80, net::Protocol::kUdp)}),
           service("vip", "192.0.2.11", {port(80)}), service("family", "2001:db8::10", {port(80)})});
  for (const char* name : {"port", "protocol", "vip", "family"})
    EXPECT_THAT(predecessors_of(name), IsEmpty()) << name;
  EXPECT_THAT(serving(), ElementsAre("web 198.51.100.1"));
}

TEST_F(SuccessionTest, ARenamedServiceFollowsTheOneWithItsVipAndPorts) {
  was(service("web", "192.0.2.10", {port(80), port(443)}, {1, 2, 3}), {10, 0, 10});
  was(service("dns", "192.0.2.53", {port(53, std::nullopt)}));
  becomes({service("www", "192.0.2.10", {port(80), port(443)}, {1, 2, 4}),
           service("dns", "192.0.2.53", {port(53, std::nullopt)})});
  EXPECT_THAT(predecessors_of("www"), ElementsAre("web"));
  EXPECT_THAT(predecessors_of("dns"), ElementsAre("dns"));
  EXPECT_THAT(serving(), UnorderedElementsAre("dns 198.51.100.1", "www 198.51.100.1", "www 198.51.100.3"))
      << "all that took flows";
}

TEST_F(SuccessionTest, NamesThatAreExchangedFollowBothNameAndVip) {
  was(service("one", "192.0.2.10", {port(80)}, {1}));
  was(service("two", "192.0.2.11", {port(80)}, {2}));
  becomes({service("two", "192.0.2.10", {port(80)}, {1}), service("one", "192.0.2.11", {port(80)}, {2})});
  EXPECT_THAT(predecessors_of("one"), ElementsAre("one", "two"));
  EXPECT_THAT(predecessors_of("two"), ElementsAre("two", "one"));
  EXPECT_THAT(serving(), testing::IsSupersetOf({"one 198.51.100.2", "two 198.51.100.1"}));
}

TEST_F(SuccessionTest, EachPartOfAServiceThatIsSplitFollowsIt) {
  was(service("web", "192.0.2.0/24", {kAny}));
  becomes({service("http", "192.0.2.0/24", {port(80)}), service("one", "192.0.2.10", {kAny}),
           service("other", "192.0.3.10", {kAny})});
  EXPECT_THAT(predecessors_of("http"), ElementsAre("web"));
  EXPECT_THAT(predecessors_of("one"), ElementsAre("web"));
  EXPECT_THAT(predecessors_of("other"), IsEmpty());
}

TEST_F(SuccessionTest, AServiceThatJoinsOthersFollowsAll) {
  was(service("http", "192.0.2.10", {port(80)}, {1}));
  was(service("https", "192.0.2.11", {port(443)}, {2}));
  was(service("dns", "192.0.2.53", {port(53, net::Protocol::kUdp)}, {3}));
  becomes(
      {service("web", "192.0.2.0/24", {{.first = 0, .last = 65535, .protocol = net::Protocol::kTcp}}, {1, 2})});
  EXPECT_THAT(predecessors_of("web"), UnorderedElementsAre("http", "https"));
  EXPECT_THAT(serving(), ElementsAre("web 198.51.100.1", "web 198.51.100.2"));
}

TEST_F(SuccessionTest, ANewServiceWithinOneThatStaysFollowsNobody) {
  was(service("all", "192.0.2.0/24", {kAny}));
  becomes({service("all", "192.0.0.0/16", {kAny}), service("one", "192.0.2.10", {kAny}),
           service("http", "192.0.2.0/24", {port(80)})});
  EXPECT_THAT(predecessors_of("one"), IsEmpty()) << "packets to it are served by the wider one until then";
  EXPECT_THAT(predecessors_of("http"), IsEmpty());
}

TEST_F(SuccessionTest, WhatAServiceGivesUpIsTakenOver) {
  was(service("web", "192.0.2.10", {port(80), port(443)}));
  becomes({service("web", "192.0.2.10", {port(443)}), service("plain", "192.0.2.10", {port(80)})});
  EXPECT_THAT(predecessors_of("plain"), ElementsAre("web"));
  EXPECT_THAT(predecessors_of("web"), ElementsAre("web"));
}

// They have a name, and neither VIP nor ports.
TEST_F(SuccessionTest, ServicesOfAControllerBeforeAreFollowedByName) {
  was({.name = "web", .vip = {}, .ports = {}, .backends = {{.address = address(1)}}});
  becomes({service("web", "192.0.2.10", {kAny}), service("all", "0.0.0.0/0", {kAny})});
  EXPECT_THAT(predecessors_of("web"), ElementsAre("web"));
  EXPECT_THAT(predecessors_of("all"), IsEmpty());
  EXPECT_THAT(serving(), ElementsAre("web 198.51.100.1"));
}

TEST_F(SuccessionTest, ABackendThatLeftItsServiceDoesNotServe) {
  was(service("web", "192.0.2.10", {port(80)}, {1}));
  auto with_leftover = std::make_shared<dataplane::PublishedService>(*published_.back());
  with_leftover->backends.push_back({.address = address(2), .share = {.weight = 0}, .removed = true});
  published_.back() = with_leftover;
  becomes({service("www", "192.0.2.10", {port(80)}, {1, 2})});
  EXPECT_THAT(serving(), ElementsAre("www 198.51.100.1"));
}

}  // namespace
}  // namespace shunt::control
