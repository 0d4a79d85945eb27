# SPDX-License-Identifier: Apache-2.0
"""The program under test in its namespace: configuration, controller, and the questions one asks it."""

import json
import signal
from dataclasses import dataclass, field

from lab.command import CommandFailed, wait_until
from lab.topology import BACKENDS, SHUNT_PORTS, vip


@dataclass
class Service:
    """A service of the configuration: ports of a VIP, and backends as (address, weight) or (address, weight, "backup").

    options: further keys of the service and their values.
    """
    name: str
    vip: str
    forwarding: str
    backends: list = field(default_factory=list)
    ports: str = "80/tcp"
    options: dict = field(default_factory=dict)

    def yaml(self):
        lines = [f"  - name: {self.name}", f'    vip: "{self.vip}"', f"    ports: [{self.ports}]",
                 f"    forwarding: {self.forwarding}", *(f"    {key}: {value}" for key, value in self.options.items())]
        items = [f'      - {{address: "{address}", weight: {weight}{", backup: true" if backup else ""}}}'
                 for address, weight, *backup in self.backends]
        return "\n".join(lines + ["    backends:"] + items if items else lines + ["    backends: []"])


def web_service(inner=4, outer=4, forwarding="ipip", weights=(1, 1, 1)):
    """The VIP of family `inner` with the lab's backends at their addresses of family `outer`; weight None: left out."""
    backends = [(backend.address(outer), weight) for backend, weight in zip(BACKENDS, weights) if weight is not None]
    return Service(f"web{inner}", vip(inner), forwarding, backends)


def configuration(*services, interfaces=("eth0", "eth1")):
    """The text of a configuration file."""
    port = SHUNT_PORTS[0]
    lines = [f"interfaces: [{', '.join(interfaces)}]", "tunnel:", f'  source: [{port.ipv4}, "{port.ipv6}"]', "services:"]
    return "\n".join(lines + [service.yaml() for service in services]) + "\n"


class Shunt:
    """The controller of one lab: files below `home`, pins in a bpffs of the lab's own at `home`/bpf."""

    def __init__(self, namespace, binary, home):
        self.namespace, self.binary, self.home = namespace, binary, home
        self.file, self.socket, self.pins = f"{home}/shunt.yaml", f"{home}/shunt.sock", f"{home}/bpf/shunt"
        self.state_file = f"{home}/overrides.json"
        self.process = None

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def run_command(self, *options, socket=None, pins=None):
        """The command that runs the controller, with other places than its own if they are given."""
        return [self.binary, "run", "--config", self.file, "--socket", socket or self.socket, "--pin-dir",
                pins or self.pins, "--state-file", self.state_file, *options]

    def start(self, *options):
        """Starts the controller and returns when it answers."""
        self.process = self.namespace.start(*self.run_command(*options), log=f"{self.home}/shunt.log")
        wait_until("an answer of the controller", self._answers)

    def run_to_end(self, *options, **places):
        """Runs one more controller, which has to end by itself: subprocess.CompletedProcess."""
        return self.namespace.run(*self.run_command(*options, **places), check=False, timeout=20)

    def _answers(self):
        if not self.process.running():
            raise CommandFailed(f"shunt run ended with status {self.process.child.poll()}:\n{self.process.output()}")
        return self.ask("status", check=False).returncode == 0

    def stop(self, number=signal.SIGTERM):
        return self.process.stop(number)

    def ask(self, *arguments, check=True):
        """A command of the client: subprocess.CompletedProcess."""
        return self.namespace.run(self.binary, *arguments, env={"SHUNT_SOCKET": self.socket}, check=check)

    def status(self):
        return json.loads(self.ask("status", "--json").stdout)

    def stats(self):
        return json.loads(self.ask("stats", "--json").stdout)

    def reload(self, text):
        self.write(text)
        return self.ask("reload")

    def backend(self, address):
        """The status of a backend of the first service that has it."""
        backends = [b for service in self.status()["services"] for b in service["backends"]]
        return next((b for b in backends if b["address"] == address), None)

    def wait_forwarding(self):
        """Returns when every interface has a program and every backend a next hop."""
        wait_until("all interfaces attached and all backends ready", self._forwards)

    def _forwards(self):
        status = self.status()
        states = [b["state"] for service in status["services"] for b in service["backends"]]
        return all(s != "unresolved" for s in states) and all(i["attached"] for i in status["interfaces"])

    def reason(self, name):
        """Packets counted under a reason."""
        return next(r["packets"] for r in self.stats()["reasons"] if r["name"] == name)

    def attachment(self, name):
        """The status of an interface: what is attached to it, and why not."""
        return next(i for i in self.status()["interfaces"] if i["name"] == name)

    def interface(self, name):
        """The counters of an interface: verdict -> packets."""
        found = next(i for i in self.stats()["interfaces"] if i["name"] == name)
        return {verdict: found[verdict]["packets"] for verdict in ("passed", "dropped", "transmitted", "redirected")}

    def forwarded(self, name):
        """Packets that came in by an interface and were sent to backends, back out of it or out of another one."""
        counters = self.interface(name)
        return counters["transmitted"] + counters["redirected"]
