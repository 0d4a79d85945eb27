# SPDX-License-Identifier: Apache-2.0
"""Connections that are open while something changes: who broke, who waited, what was sent twice."""

import collections
import contextlib
import json
import os
import select
import subprocess
from dataclasses import dataclass

from lab.command import PATIENCE, Expired, wait_until
from lab.shunt import Service
from lab.topology import BACKENDS, VIP4, VIP6, vip

HERE = os.path.dirname(os.path.abspath(__file__))
PORT = 7000
OPEN = 60.0  # seconds in which a holder opens its connections


def echo_service(weights=(1, 1, 1), family=4, *, name=None, backups=(), outer=4, **options):
    """The service of the echo servers, TCP and UDP. weights: of b1, b2, b3; None: left out. backups: names."""
    backends = [(backend.address(outer), weight) + (("backup",) if backend.name in backups else ())
                for backend, weight in zip(BACKENDS, weights) if weight is not None]
    return Service(name or f"echo{family}", vip(family), "ipip", backends, str(PORT), options)


class EchoServers:
    """echo_server.py on each backend, at the VIPs of both families."""

    def __init__(self, lab):
        self.processes = {}
        for backend in BACKENDS:
            log = f"{lab.home}/echo-{backend.name}.txt"
            self.processes[backend.name] = lab.topology[backend.name].start(
                f"{HERE}/echo_server.py", backend.name, str(PORT), VIP4, VIP6, log=log)
        for name, process in self.processes.items():
            wait_until(f"the echo server of {name}", lambda process=process: "listening" in process.output())


def tcp_counters(lab):
    """Segments that client and backends sent again, and those of which the other side says that they had arrived."""
    counts = collections.Counter()
    for role in ("client", *(backend.name for backend in BACKENDS)):
        text = lab.topology[role].run("cat", "/proc/net/snmp", "/proc/net/netstat").stdout
        rows = [line.split() for line in text.splitlines()]
        for names, values in zip(rows[::2], rows[1::2]):
            row = dict(zip(names[1:], values[1:]))
            counts["again"] += int(row.get("RetransSegs", 0))
            counts["needless"] += int(row.get("TCPDSACKRecv", 0)) + int(row.get("TCPDSACKOfoRecv", 0))
    return counts


@dataclass
class Report:
    """What became of connections. broken: (backend, why). again: segments sent again, of which needless had arrived."""
    open: int
    opened: int
    broken: list
    answers: int
    stall: float  # the longest wait of any connection, in seconds
    by: dict      # connections open now, by the backend that answers
    lost: int     # datagrams without an answer
    churned: int
    again: int = 0
    needless: int = 0

    def broken_at(self, name):
        return sum(who == name for who, _ in self.broken)

    def show(self):
        why = collections.Counter(f"{who}: {text}" for who, text in self.broken)
        return (f"{self.opened} connections, {self.open} open, {len(self.broken)} broken {dict(why.most_common(8))}, "
                f"{self.answers} answers, {self.again} segments again, {self.needless} of them needless, longest stall "
                f"{self.stall:.3f} s, now {self.by}")


def words(name, value):
    """An option of holder.py: a flag for True, one for each of a list."""
    if value is True:
        return [f"--{name}"]
    return [f"--{name}={one}" for one in (value if isinstance(value, (list, tuple)) else [value])]


class Held:
    """holder.py at the client, with its options as keywords (count, downloads, churn, udp ...)."""

    def __init__(self, lab, *addresses, **options):
        self.lab, self.base = lab, tcp_counters(lab)
        arguments = [word for name, value in options.items() for word in words(name, value)]
        with open(f"{lab.home}/holder.log", "ab") as errors:
            command = lab.client.command(f"{HERE}/holder.py", *arguments, *(addresses or (VIP4,)))
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        self.line(OPEN)

    def line(self, deadline):
        """What the holder says next; it says whole lines."""
        if not select.select([self.process.stdout], [], [], deadline * PATIENCE)[0]:
            raise Expired(f"the holder said nothing for {deadline:g} s")
        line = self.process.stdout.readline()
        if not line:
            raise Expired("the holder ended; see holder.log")
        return line

    def ask(self, afresh=False):
        """What the holder reports, as a dict; see Report."""
        self.process.stdin.write(b"afresh\n" if afresh else b"report\n")
        self.process.stdin.flush()
        return json.loads(self.line(15.0))

    def go_on(self, rounds=0.25, deadline=30.0):
        """Returns when so many of the connections have had an answer since, on average; 2.0: each has had two."""
        first = self.ask()
        goal = first["answers"] + rounds * first["open"]
        wait_until("answers", lambda: self.ask()["answers"] >= goal, deadline)

    def report(self, afresh=False):
        """A Report since the beginning; afresh: stalls and segments are counted anew from here on."""
        report = Report(**self.ask(afresh))
        now = tcp_counters(self.lab)
        report.again, report.needless = (now[name] - self.base[name] for name in ("again", "needless"))
        if afresh:
            self.base = now
        return report

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def held(lab, *addresses, **options):
    """Connections that are open within the context, and closed behind it."""
    connections = Held(lab, *addresses, **options)
    try:
        yield connections
    finally:
        connections.close()
