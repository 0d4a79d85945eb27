# SPDX-License-Identifier: Apache-2.0
"""Interfaces, routes and neighbours that change under a running controller."""

from scenario import expect, expect_equal, main, scenario
from lab.command import wait_until
from lab.shunt import Service, configuration, web_service
from lab.topology import BACKENDS, EVERYONE, SHUNT_PORTS, VIP4, vip

B1, B2, _ = BACKENDS
ETH1 = SHUNT_PORTS[1]


def state(lab, address):
    backend = lab.shunt.backend(address)
    return backend and backend["state"]


@scenario("an interface that appears later is attached, and the backends behind it get requests")
def appears(lab):
    lab.decapsulate()
    lab.shunt.namespace.ip("link del eth1")
    lab.shunt.namespace.ip(*(f"route del default via {gateway}" for gateway in ("198.51.100.1", "2001:db8:a::1")))
    lab.shunt.write(configuration(web_service()))
    lab.shunt.start()
    wait_until("b1 to be ready", lambda: state(lab, B1.ipv4) == "ready")
    eth1 = lab.shunt.attachment("eth1")
    expect_equal((eth1["ifindex"], eth1["attached"]), (0, None), f"eth1 before it is there: {eth1['state']}")
    expect_equal(state(lab, B2.ipv4), "unresolved", "b2 before eth1 is there")
    lab.topology.plug(ETH1)
    lab.topology.pass_on_far_ends(lab.pass_program, ETH1)
    lab.shunt.wait_forwarding()
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("an interface that disappears and comes back is attached again")
def comes_back(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    lab.shunt.namespace.ip("link del eth1")
    wait_until("eth1 to be missed", lambda: not lab.shunt.attachment("eth1")["attached"])
    lab.topology.plug(ETH1)
    lab.topology.pass_on_far_ends(lab.pass_program, ETH1)
    lab.shunt.wait_forwarding()
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("a backend that gets another MAC address is followed, IPv4", 4)
@scenario("a backend that gets another MAC address is followed, IPv6", 6)
def other_mac(lab, family):
    lab.decapsulate()
    lab.serve(configuration(web_service(family, family)))
    b2 = lab.topology["b2"]
    b2.set("net.ipv4.conf.eth0.arp_notify=1", "net.ipv6.conf.eth0.ndisc_notify=1")
    b2.ip("link set eth0 address 02:00:5e:00:53:01")
    address = B2.address(family)
    wait_until("the new MAC in the status", lambda: "02:00:5e:00:53:01" in lab.shunt.backend(address)["next_hop"])
    expect_equal(lab.answerers(family), EVERYONE, "who answers")


@scenario("a backend without a route is shown, and its packets are counted", 4, "203.0.113.77", "203.0.113.0/24",
          "198.51.100.1")
@scenario("a backend without a route is shown, and its packets are counted, IPv6", 6, "2001:db8:c::77", "2001:db8:c::/64",
          "2001:db8:a::1")
def no_route(lab, family, address, network, gateway):
    lab.decapsulate()
    lab.shunt.namespace.ip(f"route del default via {gateway}")
    lab.shunt.write(configuration(Service("lost", vip(family), "ipip", [(address, 1)])))
    lab.shunt.start()
    wait_until("the backend to be unresolved", lambda: state(lab, address) == "unresolved")
    reason = lab.shunt.backend(address)["reason"]
    expect("route" in reason and address in reason, f"the reason does not say it: {reason!r}")
    expect(address in lab.shunt.ask("status").stdout, "the backend is not in the text of shunt status")
    expect(not lab.answers(family), "the VIP answers")
    expect(lab.shunt.reason("next_hop_unresolved") > 0, "no packet counted under next_hop_unresolved")
    lab.shunt.namespace.ip(f"route add {network} via {gateway}")
    wait_until("the backend to be ready by the new route", lambda: state(lab, address) == "ready")


@scenario("a backend that answers no neighbour request is shown with that reason")
def no_neighbour(lab):
    lab.shunt.write(configuration(Service("silent", VIP4, "ipip", [("198.51.100.99", 1)])))
    lab.shunt.start()
    reason = wait_until("a reason", lambda: lab.shunt.backend("198.51.100.99")["reason"])
    expect_equal(state(lab, "198.51.100.99"), "unresolved", "state")
    expect("198.51.100.99" in reason, f"the reason names no address: {reason!r}")


@scenario("a backend behind a gateway is reached through it")
def gateway(lab):
    lab.decapsulate()
    # b2's address seen from segment A's side only: by way of the router.
    lab.shunt.namespace.ip("link set eth1 down", "route add 198.51.100.142 via 198.51.100.1")
    lab.shunt.write(configuration(Service("far", VIP4, "ipip", [(B2.ipv4, 1)]), interfaces=("eth0",)))
    lab.shunt.start()
    wait_until("b2 to be ready", lambda: state(lab, B2.ipv4) == "ready")
    router = lab.router.run("ip", "-br", "link", "show", "dev", "br-a").stdout.split()[2]
    expect_equal(lab.shunt.backend(B2.ipv4)["next_hop"], f"eth0 {router}", "the next hop")
    expect_equal(lab.answerers(), {"b2"}, "who answers")


if __name__ == "__main__":
    main()
