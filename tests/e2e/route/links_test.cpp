// SPDX-License-Identifier: Apache-2.0
// What the controller is told about interfaces.
#include <algorithm>

#include "e2e/route/two_hosts.h"

namespace shunt::testing {
namespace {

using route::LinkEvent;
using What = route::LinkEvent::What;

class LinkEvents : public TwoHosts {
 protected:
  bool sees(What what, const std::string& name, const std::function<bool(const LinkEvent&)>& also = {}) {
    return serve_until([&] {
      return std::any_of(link_events.begin(), link_events.end(), [&](const LinkEvent& event) {
        return event.what == what && event.link.name == name && (!also || also(event));
      });
    });
  }
};

TEST_F(LinkEvents, InterfacesThatExistAtTheStartAreListedWithoutAnEvent) {
  open();
  ASSERT_NE(next_hops->links().find("a0"), nullptr);
  const route::Link& a0 = *next_hops->links().find("a0");
  EXPECT_EQ(a0.mac, mac("02:00:00:00:0a:00"));
  EXPECT_EQ(a0.kind, "veth");
  EXPECT_TRUE(a0.up && a0.carrier && a0.ethernet);
  EXPECT_TRUE(next_hops->links().find("lo")->loopback);
  EXPECT_TRUE(next_hops->take_link_events().empty());
}

TEST_F(LinkEvents, AnInterfaceThatAppearsIsRenamedGoesUpAndVanishes) {
  open();
  here->run("ip link add c0 type veth peer name c1");
  EXPECT_TRUE(sees(What::kAppeared, "c0"));
  here->run("ip link set c0 name d0");
  EXPECT_TRUE(sees(What::kRenamed, "d0", [](const LinkEvent& event) { return event.former.name == "c0"; }));
  EXPECT_EQ(next_hops->links().find("c0"), nullptr);
  here->run("ip link set c1 up && ip link set d0 up");
  EXPECT_TRUE(
      sees(What::kChanged, "d0", [](const LinkEvent& event) { return event.link.up && event.link.carrier; }));
  here->run("ip link set d0 down");
  EXPECT_TRUE(
      sees(What::kChanged, "d0", [](const LinkEvent& event) { return event.former.up && !event.link.up; }));
  here->run("ip link del d0");
  EXPECT_TRUE(sees(What::kVanished, "d0"));
  EXPECT_EQ(next_hops->links().find("d0"), nullptr);
}

TEST_F(LinkEvents, APortThatLeavesItsBridgeIsNotGone) {
  here->run("ip link add br0 type bridge && ip link add c0 type veth peer name c1 && ip link set c0 master br0");
  open();
  here->run("ip link set c0 nomaster && ip link set c0 mtu 1400");
  EXPECT_TRUE(sees(What::kChanged, "c0", [](const LinkEvent& event) { return event.link.mtu == 1400; }));
  EXPECT_FALSE(std::any_of(link_events.begin(), link_events.end(),
                           [](const LinkEvent& event) { return event.what == What::kVanished; }));
}

}  // namespace
}  // namespace shunt::testing
