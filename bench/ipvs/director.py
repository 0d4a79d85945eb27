# SPDX-License-Identifier: Apache-2.0
"""What is compared: one director with Shunt and with IPVS for the same VIP, port and backends, one of them at work.

    generator (the guest's own namespace)      director                            backends, all in one namespace
    peer0 -------------------------- igb0 198.51.100.2    igb1 198.51.100.130 ------ peer1 198.51.100.141 and on

A packet to the VIP that XDP does not take reaches IPVS, so that detaching Shunt is all it takes to change over.
"""

import json
import os
import re
import shutil

from lab.command import CommandFailed, run, wait_until
from lab.namespace import Namespace
from lab.shunt import Shunt

HOME = "/run/shunt-ipvs"
VIP, PORT = "192.0.2.10", 9  # discard
BACKENDS = [f"198.51.100.{141 + number}" for number in range(4)]
INTERFACES = ("igb0", "igb1")
SUBJECTS = ("IPVS", "Shunt, generic", "Shunt, native")

FILE = """\
interfaces: [{{name: igb0, mode: native}}, {{name: igb1, mode: native}}]
services:
  - name: bench
    vip: {vip}
    ports: [{port}/udp]
    forwarding: ipip
    backends: [{backends}]
"""
# The director routes as well: it has the VIP, and its sources come from where it has no route to.
SETTINGS = [f"net.ipv4.conf.{name}.{setting}" for name in ("all", *INTERFACES)
            for setting in ("rp_filter=0", "accept_local=1")]


class Director:
    """Both balancers on igb0 and igb1, and the backends that count."""

    def __init__(self, binary):
        self.namespace, self.sink = Namespace("director"), Namespace("backends")
        self.shunt = Shunt(self.namespace, binary, HOME)

    def create(self):
        os.makedirs(f"{HOME}/bpf")
        run(["mount", "-t", "bpf", "bpf", f"{HOME}/bpf"])
        run(["modprobe", "-a", "ip_vs", "ip_vs_mh", "ipip", "cls_u32", "act_gact", "sch_ingress"])
        for namespace in (self.namespace, self.sink):
            namespace.create()
        for name in INTERFACES:
            run(["ip", "link", "set", name, "netns", self.namespace.name])
        run(["ip", "link", "set", "peer1", "netns", self.sink.name])
        run(["ip", "link", "set", "peer0", "up"])
        self.backends()
        self.ports()
        self.ipvs()
        self.shunt.write(FILE.format(vip=VIP, port=PORT, backends=", ".join(BACKENDS)))
        self.shunt.start()
        self.shunt.wait_forwarding()

    def remove(self):
        for namespace in (self.namespace, self.sink):
            namespace.delete()
        run(["umount", f"{HOME}/bpf"], check=False)
        shutil.rmtree(HOME, ignore_errors=True)

    def backends(self):
        """They count what is encapsulated for them and drop it before their kernel spends anything on it."""
        self.sink.ip("link set peer1 up", *(f"addr add {address}/25 dev peer1" for address in BACKENDS))
        self.sink.run("tc", "qdisc", "add", "dev", "peer1", "clsact")
        for preference, address in enumerate(BACKENDS, 1):
            self.sink.run("tc", "filter", "add", "dev", "peer1", "ingress", "protocol", "ip", "pref", str(preference),
                          "u32", "match", "ip", "protocol", "4", "0xff", "match", "ip", "dst", f"{address}/32",
                          "action", "drop")

    def ports(self):
        """Fixed neighbours: nobody has to answer ARP while packets are counted."""
        mac = re.search(r"link/ether (\S+)", self.sink.run("ip", "link", "show", "peer1").stdout).group(1)
        self.namespace.set(*SETTINGS)
        self.namespace.ip("link set igb0 up", "link set igb1 up", f"addr add {VIP}/32 dev lo",
                          "addr add 198.51.100.2/25 dev igb0", "addr add 198.51.100.130/25 dev igb1",
                          *(f"neigh replace {address} lladdr {mac} dev igb1 nud permanent" for address in BACKENDS),
                          # The generator's sources: IPVS answers nobody, but the kernel wants a route back.
                          f"neigh replace 198.51.100.1 lladdr {mac} dev igb0 nud permanent",
                          "route add default via 198.51.100.1")

    def ipvs(self):
        """The same service: Maglev hash over source address and port, ipip."""
        service = ["-u", f"{VIP}:{PORT}"]
        self.namespace.run("ipvsadm", "-A", *service, "-s", "mh", "-b", "mh-port")
        for address in BACKENDS:
            self.namespace.run("ipvsadm", "-a", *service, "-r", f"{address}:{PORT}", "-i")

    def choose(self, subject):
        """Lets one of SUBJECTS forward, and waits for the carriers: igb loses its when a program comes or goes."""
        for name in INTERFACES:
            if subject == "IPVS":
                self.shunt.ask("detach", name)
            else:
                self.shunt.ask("attach", name, "--mode", subject.split(", ")[1])
        wanted = None if subject == "IPVS" else subject.split(", ")[1]
        wait_until(f"{subject} on both ports", lambda: self.ready(wanted), deadline=30)

    def ready(self, mode):
        if mode:
            attached = {interface["name"]: interface["attached"] for interface in self.shunt.status()["interfaces"]}
            if any(attached.get(name) != mode for name in INTERFACES):
                return False
            if any(backend["state"] != "ready" for backend in self.shunt.status()["services"][0]["backends"]):
                return False
        elif "prog/xdp" in self.namespace.run("ip", "link", "show").stdout:
            return False
        links = [self.namespace.run("ip", "link", "show", "dev", name).stdout for name in INTERFACES]
        links += [run(["ip", "link", "show", "dev", "peer0"]).stdout, self.sink.run("ip", "link", "show", "peer1").stdout]
        return all("LOWER_UP" in link for link in links)

    def received(self):
        """Packets each backend got."""
        output = self.sink.run("tc", "-s", "filter", "show", "dev", "peer1", "ingress").stdout
        return [int(count) for count in re.findall(r"Sent \d+ bytes (\d+) pkt", output)]

    def counted_by(self, subject):
        """Packets that the balancer itself says it forwarded."""
        if subject != "IPVS":
            return self.shunt.stats()["services"][0]["forwarded"]["packets"]
        output = self.namespace.run("ipvsadm", "-L", "-n", "--stats", "--exact", "-u", f"{VIP}:{PORT}").stdout
        match = re.search(rf"^UDP\s+{re.escape(VIP)}:{PORT}\s+\d+\s+(\d+)", output, re.MULTILINE)
        if not match:
            raise CommandFailed(f"cannot read the counters of ipvsadm:\n{output}")
        return int(match.group(1))

    def igb_mac(self):
        return json.loads(self.namespace.run("ip", "-json", "link", "show", "dev", "igb0").stdout)[0]["address"]
