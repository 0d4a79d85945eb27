#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The lab of vagrant/ in one guest: its machines are network namespaces, its networks bridges, and each machine is set
up by the script that sets it up under Vagrant, from the same table.

    vagrant_lab.py BUILD

Then what vagrant/README.md promises: pages over both VIPs, both Shunt machines at work, and connections that go on
when one of them gets no more packets, or when its controller is killed.
"""

import filecmp
import glob
import json
import os
import re
import sys
import time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, "../.."))
os.environ.setdefault("SHUNT_LAB_PATIENCE", "6")
sys.path += [os.path.join(TOP, "tools/py"), os.path.join(TOP, "tests/e2e")]

from lab.command import run, wait_until  # noqa: E402 the path above comes first
from lab.namespace import Namespace  # noqa: E402
from lab.web import host, spread, upload  # noqa: E402
from scenario import expect, expect_equal  # noqa: E402

PROVISION = f"{TOP}/vagrant/provision"
STATE = "/run/shunt-lab"
SWITCH = "switch"


@dataclass(frozen=True)
class Port:
    """A line of the table of machines."""
    machine: str
    role: str
    network: str
    mac: str
    ipv4: str
    ipv6: str


def table():
    with open(f"{TOP}/vagrant/hosts", encoding="utf-8") as file:
        return [Port(*line.split()) for line in file if line.strip() and not line.startswith("#")]


class VagrantLab:
    """The machines, and what one asks them."""

    def __init__(self, build):
        self.build = build
        rows = table()
        self.vips = [row.split("/")[0] for port in rows if port.role == "vip" for row in (port.ipv4, port.ipv6)]
        self.ports = [port for port in rows if port.role != "vip"]
        self.roles = {port.machine: port.role for port in self.ports}
        self.namespaces = {name: Namespace(name) for name in (SWITCH, *self.roles)}

    def __getitem__(self, name):
        return self.namespaces[name]

    def machines(self, role):
        return [name for name, its in self.roles.items() if its == role]

    def plug(self):
        """Machines with bare ports, as Vagrant hands them over: all that is right is the MAC address."""
        for namespace in self.namespaces.values():
            namespace.create()
        for network in dict.fromkeys(port.network for port in self.ports):
            self[SWITCH].ip(f"link add {network} type bridge forward_delay 0 mcast_snooping 0", f"link set {network} up")
        for number, port in enumerate(self.ports):
            far, device = f"{port.network}-{port.machine}", f"port{number}"
            run(["ip", "link", "add", device, "address", port.mac, "netns", port.machine, "type", "veth",
                 "peer", "name", far, "netns", SWITCH])
            self[SWITCH].plain_frames(far)
            self[port.machine].plain_frames(device)
            self[SWITCH].ip(f"link set {far} master {port.network} up")
            if port.role == "shunt":
                # veth drops what XDP sends into it unless the other end has a program.
                self[SWITCH].ip(f"link set {far} xdp obj {self.build}/bpf/pass.bpf.o sec xdp")

    def provision(self, name):
        """Runs the script of the machine's role there."""
        start = time.monotonic()
        environment = {"LAB_INIT": "none", "SHUNT_BINARY": f"{self.build}/shunt"}
        # Programs that stay must not hold our pipes: output goes to a file.
        log = f"/run/provision-{name}.log"
        process = self[name].start(f"{PROVISION}/{self.roles[name]}.sh", name, log=log, env=environment)
        expect_equal(process.child.wait(200), 0, f"status of {self.roles[name]}.sh {name}:\n{process.output()}")
        print(f"{self.roles[name]}.sh {name}: {time.monotonic() - start:.1f} s", flush=True)

    def vip_routes(self, *names):
        self["router"].run(f"{PROVISION}/vip-routes", *names)

    def ask(self, name, command):
        """What the controller of a Shunt machine says."""
        environment = {"SHUNT_SOCKET": f"{STATE}/{name}/shunt.sock"}
        return json.loads(self[name].run(f"{self.build}/shunt", command, "--json", env=environment).stdout)

    def ready(self, name):
        status = self.ask(name, "status")
        backends = [backend for service in status["services"] for backend in service["backends"]]
        return all(i["attached"] for i in status["interfaces"]) and all(b["state"] == "ready" for b in backends)

    def wait_ready(self):
        for name in self.machines("shunt"):
            wait_until(f"{name} to forward to every backend", lambda name=name: self.ready(name), every=0.5)

    def forwarded(self, name):
        """Packets that a Shunt machine forwarded, by service."""
        return {service["name"]: service["forwarded"]["packets"] for service in self.ask(name, "stats")["services"]}

    def packets(self, name):
        """All that a Shunt machine forwarded."""
        return sum(self.forwarded(name).values())

    def too_big(self, name):
        """Packets that a Shunt machine dropped since they would not have fitted with their outer header."""
        return next(reason["packets"] for reason in self.ask(name, "stats")["reasons"] if reason["name"] == "too_big")

    def pages(self, count):
        """Fetches pages over both VIPs; who answered, by VIP. Raises if one does not come."""
        answers = {vip: spread(self["client"], vip, count, parallel=4) for vip in self.vips}
        for vip, counts in answers.items():
            expect_equal(sum(counts.values()), count, f"answers of {vip}")
        return answers

    def logs(self):
        for name in self.roles:
            for log in sorted(glob.glob(f"{STATE}/{name}/*.log")):
                with open(log, encoding="utf-8", errors="replace") as file:
                    print(f"--- {log}\n{file.read()[-2000:]}")


def all_take_part(lab):
    """Every backend answers over both VIPs, and both Shunt machines forward for both services."""
    answers = lab.pages(40)
    for vip, counts in answers.items():
        print(f"{vip}: {dict(sorted(counts.items()))}")
        expect_equal(sorted(counts), lab.machines("backend"), f"who answered over {vip}")
    for name in lab.machines("shunt"):
        forwarded = lab.forwarded(name)
        print(f"{name} forwarded: {forwarded}", flush=True)
        expect(len(forwarded) == 2 and min(forwarded.values()) > 0, name, "forwarded", forwarded)


def uploads_fit(lab):
    """The backends ask for segments that leave room for the outer header: full ones arrive."""
    with open("/run/upload", "wb") as file:
        file.write(os.urandom(200000))
    for vip in lab.vips:
        upload(lab["client"], vip, "/run/upload", timeout=60)
    stored = glob.glob(f"{STATE}/*/files/upload")
    expect(stored and all(filecmp.cmp(path, "/run/upload", shallow=False) for path in stored), "stored:", stored)
    expect_equal({name: lab.too_big(name) for name in lab.machines("shunt")}, {"shunt1": 0, "shunt2": 0}, "too_big")


def flows_survive_withdrawal(lab):
    """Connections under way over both Shunt machines, of which one then gets no more packets: all go on to their end."""
    before = {name: lab.packets(name) for name in lab.machines("shunt")}
    urls = [f"http://{host(vip)}/slow?{number}" for vip in lab.vips for number in range(10)]
    outputs = ["-o", "/dev/null"] * len(urls)
    download = lab["client"].start("curl", "-sS", "--fail", "-Z", "--parallel-immediate", "--max-time", "90",
                                   "-w", "%{http_code} %{size_download}\n", *outputs, *urls, log="/run/download.log")
    # Handshake and request are three packets of the client; what comes after them acknowledges what a backend sends.
    wait_until("flows by both Shunt machines", lambda: not download.running() or all(
        lab.packets(name) > count + 3 for name, count in before.items()), every=0.5)
    lab.vip_routes("shunt2")
    expect(download.running(), "the downloads had ended before the route was withdrawn", download.output())
    at_withdrawal = lab.packets("shunt1")
    expect_equal(download.child.wait(100), 0, f"status of curl: {download.output()}")
    # Above these lines stands curl's progress meter.
    ended = re.findall(r"^\d{3} \d+$", download.output(), re.MULTILINE)
    expect_equal(ended, ["200 300000"] * len(urls), "status and size of the downloads")
    print(f"{len(urls)} downloads came to their end; packets by shunt1: {before['shunt1']} before, {at_withdrawal} at the "
          f"withdrawal, {lab.packets('shunt1')} at the end", flush=True)


def one_is_enough(lab):
    """Without the route to shunt1 everything goes by shunt2; with it, both work again."""
    before = {name: lab.forwarded(name) for name in lab.machines("shunt")}
    lab.pages(30)
    after = {name: lab.forwarded(name) for name in lab.machines("shunt")}
    expect_equal(after["shunt1"], before["shunt1"], "packets of shunt1 without a route to it")
    # A page takes five packets of the client or more.
    expect(all(after["shunt2"][service] >= before["shunt2"][service] + 150 for service in after["shunt2"]),
           "shunt2 forwarded", before["shunt2"], after["shunt2"])
    lab.vip_routes("shunt1", "shunt2")
    lab.pages(30)
    for name in lab.machines("shunt"):
        expect(all(count > after[name][service] for service, count in lab.forwarded(name).items()), name, "stands idle")


def controller_is_not_needed(lab):
    """Killed controllers stop no traffic; the scripts, run again, start new ones and spoil nothing."""
    for name in lab.machines("shunt"):
        with open(f"{STATE}/{name}/shunt.pid", encoding="utf-8") as file:
            run(["kill", "-KILL", file.read().strip()])
    lab.pages(30)
    for name in ("router", "shunt1", "shunt2", "b1"):
        lab.provision(name)
    lab.wait_ready()
    all_take_part(lab)


def main():
    lab = VagrantLab(os.path.abspath(sys.argv[1]))
    start = time.monotonic()
    try:
        lab.plug()
        for name in lab.roles:
            lab.provision(name)
        lab.wait_ready()
        for check in (all_take_part, uploads_fit, flows_survive_withdrawal, one_is_enough, controller_is_not_needed):
            check(lab)
            print(f"[{time.monotonic() - start:.0f} s] {check.__name__}", flush=True)
    except BaseException:
        lab.logs()
        raise


if __name__ == "__main__":
    main()
