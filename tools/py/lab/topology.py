# SPDX-License-Identifier: Apache-2.0
"""The lab's picture:

    client                                   203.0.113.10, 2001:db8:c::10
      | eth0
    router ----- segment A (bridge br-a) --- eth0 shunt 198.51.100.2, 2001:db8:a::2
      |                        +------------ eth0 b1    198.51.100.11, 2001:db8:a::11
      +--------- segment B (bridge br-b) --- eth1 shunt 198.51.100.130, 2001:db8:b::2
                               +------------ eth0 b2    198.51.100.142, 2001:db8:b::12
                               +------------ eth0 b3    198.51.100.143, 2001:db8:b::13

The router has a route for the VIPs to Shunt's eth0. To b1 Shunt sends by XDP_TX, out of the port the packet came in by;
to b2 and b3 by XDP_REDIRECT to eth1. The backends hold the VIPs on lo and answer by way of the router, which is a hop
of theirs that Shunt is not on.

The segments have an MTU of 1600, so that a packet of 1500 bytes from the client fits with its outer header.
"""

from dataclasses import dataclass

from lab.command import run
from lab.namespace import Namespace

VIP4 = "192.0.2.10"
VIP6 = "2001:db8:ffff::10"
CLIENT4 = "203.0.113.10"
CLIENT6 = "2001:db8:c::10"
SEGMENT_MTU = 1600


@dataclass(frozen=True)
class Host:
    """A host on a segment: its port there and its addresses."""
    name: str
    segment: str
    port: str
    ipv4: str
    ipv6: str

    def address(self, family):
        return self.ipv4 if family == 4 else self.ipv6


GATEWAYS = {"a": ("198.51.100.1", "2001:db8:a::1"), "b": ("198.51.100.129", "2001:db8:b::1")}
SHUNT_PORTS = (Host("shunt", "a", "eth0", "198.51.100.2", "2001:db8:a::2"),
               Host("shunt", "b", "eth1", "198.51.100.130", "2001:db8:b::2"))
BACKENDS = (Host("b1", "a", "eth0", "198.51.100.11", "2001:db8:a::11"),
            Host("b2", "b", "eth0", "198.51.100.142", "2001:db8:b::12"),
            Host("b3", "b", "eth0", "198.51.100.143", "2001:db8:b::13"))
EVERYONE = {backend.name for backend in BACKENDS}


def vip(family):
    return VIP4 if family == 4 else VIP6


def backend_called(name):
    """The backend b1, b2 or b3."""
    return next(backend for backend in BACKENDS if backend.name == name)


class Topology:
    """The namespaces PREFIX-client, -router, -shunt, -b1, -b2, -b3 and the links between them."""

    def __init__(self, prefix):
        roles = ["client", "router", "shunt"] + [backend.name for backend in BACKENDS]
        self.namespaces = {role: Namespace(f"{prefix}-{role}") for role in roles}

    def __getitem__(self, role):
        return self.namespaces[role]

    def create(self, pass_program):
        """Builds all of it. pass_program: an object file whose section `xdp` returns XDP_PASS."""
        for namespace in self.namespaces.values():
            namespace.create()
        self._router()
        self._client()
        for port in SHUNT_PORTS:
            self.plug(port)
        self["shunt"].ip(*(f"route add default via {gateway}" for gateway in GATEWAYS["a"]))
        self.pass_on_far_ends(pass_program, *SHUNT_PORTS)
        for backend in BACKENDS:
            self._backend(backend)

    def plug(self, host):
        """Links a host to its segment: device host.port there, SEGMENT-NAME on the router's bridge."""
        namespace, router, far = self[host.name], self["router"], f"{host.segment}-{host.name}"
        run(["ip", "link", "add", host.port, "mtu", str(SEGMENT_MTU), "netns", namespace.name, "type", "veth",
             "peer", "name", far, "mtu", str(SEGMENT_MTU), "netns", router.name])
        router.plain_frames(far)
        namespace.plain_frames(host.port)
        router.ip(f"link set {far} master br-{host.segment} up")
        namespace.ip(f"link set {host.port} up",
                     f"addr add {host.ipv4}/25 dev {host.port}", f"addr add {host.ipv6}/64 dev {host.port} nodad")

    def delete(self):
        """Removes what exists of it. The order does not matter: a veth goes with either end."""
        for namespace in self.namespaces.values():
            namespace.delete()

    def _router(self):
        router = self["router"]
        router.set("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        for segment, (ipv4, ipv6) in GATEWAYS.items():
            bridge = f"br-{segment}"
            router.ip(f"link add {bridge} mtu {SEGMENT_MTU} type bridge forward_delay 0 mcast_snooping 0",
                      f"link set {bridge} up",
                      f"addr add {ipv4}/25 dev {bridge}", f"addr add {ipv6}/64 dev {bridge} nodad")
        at4, at6 = SHUNT_PORTS[0].ipv4, SHUNT_PORTS[0].ipv6
        router.ip(f"route add {VIP4} via {at4}", f"route add {VIP6} via {at6}")

    def _client(self):
        client, router = self["client"], self["router"]
        run(["ip", "link", "add", "eth0", "netns", client.name, "type", "veth", "peer", "name", "client", "netns",
             router.name])
        client.plain_frames("eth0")
        router.plain_frames("client")
        router.ip("link set client up", "addr add 203.0.113.1/24 dev client",
                  "addr add 2001:db8:c::1/64 dev client nodad")
        client.ip("link set eth0 up", f"addr add {CLIENT4}/24 dev eth0", f"addr add {CLIENT6}/64 dev eth0 nodad",
                  "route add default via 203.0.113.1", "route add default via 2001:db8:c::1")

    def pass_on_far_ends(self, pass_program, *ports):
        """veth drops what XDP sends into it unless the other end has a program."""
        for port in ports:
            self["router"].ip(f"link set {port.segment}-{port.name} xdp obj {pass_program} sec xdp")

    def _backend(self, backend):
        self.plug(backend)
        namespace = self[backend.name]
        # A VIP on lo is nobody's business on the segment: neither answer ARP for it nor ask with it as the sender.
        namespace.set("net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2")
        namespace.ip(f"addr add {VIP4}/32 dev lo", f"addr add {VIP6}/128 dev lo nodad",
                     f"route add default via {GATEWAYS[backend.segment][0]}",
                     f"route add default via {GATEWAYS[backend.segment][1]}")
