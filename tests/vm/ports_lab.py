# SPDX-License-Identifier: Apache-2.0
"""The lab of tools/py/lab in a guest: Shunt's two ports are the guest's igb or virtio ports, each on a wire to a bridge of
the router, and the backends decapsulate with the tunnel devices of the guest's kernel."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import run  # noqa: E402 the path above comes first
from lab.lab import Lab  # noqa: E402
from lab.topology import BACKENDS, SEGMENT_MTU, SHUNT_PORTS, Topology  # noqa: E402

# As tests/vm/guest --nics names them: Shunt's port, and the other end of its wire, by segment.
KIND = next((kind for kind in ("igb", "virtio") if os.path.exists(f"/sys/class/net/{kind}0")), None)
PORTS = {"a": (f"{KIND}0", "peer0"), "b": (f"{KIND}1", "peer1")}
# What docs/backends.md tells people to type on a backend, for the addresses of the outer header; word for word, so
# that it is tested.
TUNNELS = ("link add name shunt4 type ipip local {ipv4} remote any",
           "link add name shunt64 type sit local {ipv4} remote any",
           "link add name shunt6 type ip6tnl mode any local {ipv6} remote ::",
           "link set shunt4 up", "link set shunt64 up", "link set shunt6 up")
NO_FILTERS = [f"net.ipv4.conf.{device}.rp_filter=0" for device in ("all", "shunt4", "shunt64", "shunt6")]
GUE = ("ip fou add port 6080 gue", "ip -6 fou add port 6080 gue")


def ends(host):
    """(role, device) of the two ends of Shunt's wire."""
    return (host.name, host.port), ("router", f"{host.segment}-{host.name}")


class PortsTopology(Topology):
    """The same picture, but for the wires between Shunt and the router."""

    def plug(self, host):
        if host.name != "shunt":
            super().plug(host)
            return
        for (role, name), port in zip(ends(host), PORTS[host.segment]):
            run(["ip", "link", "set", port, "name", name, "mtu", str(SEGMENT_MTU), "netns", self[role].name])
            self[role].plain_frames(name)
        self["router"].ip(f"link set {host.segment}-{host.name} master br-{host.segment} up")
        self[host.name].ip(f"link set {host.port} up", f"addr add {host.ipv4}/25 dev {host.port}",
                           f"addr add {host.ipv6}/64 dev {host.port} nodad")

    def delete(self):
        """Gives the guest its ports back first: they are needed by the next lab, bare and under their own names."""
        for host in SHUNT_PORTS:
            for (role, name), port in zip(ends(host), PORTS[host.segment]):
                self[role].run("ip", "link", "set", name, "down", "xdp", "off", check=False)
                self[role].run("ip", "link", "set", name, "name", port, "netns", "1", check=False)
        super().delete()

    def pass_on_far_ends(self, pass_program, *ports):
        """Nothing to do: virtio takes what comes over a wire."""


class PortsLab(Lab):
    """A lab with PortsTopology, for one guest with --nics."""

    def __init__(self, name, build):
        super().__init__(name, build, PortsTopology)

    def decapsulate(self):
        """Gives every backend the kernel's tunnel devices and its GUE."""
        run(["modprobe", "-a", "fou", "fou6"])
        for backend in BACKENDS:
            namespace = self.topology[backend.name]
            namespace.ip(*(line.format(ipv4=backend.ipv4, ipv6=backend.ipv6) for line in TUNNELS))
            namespace.set(*NO_FILTERS)
            for command in GUE:
                namespace.run(*command.split())
