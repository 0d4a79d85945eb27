# SPDX-License-Identifier: Apache-2.0
"""What the scenarios about health checks share: services with a check, what the controller says of their backends, and
how long it takes to see that one fails and that it is well again.

SHUNT_HEALTH_ROWS names a file to which each measurement appends a line of JSON: docs/health.md's table. Import scenario
first.
"""

import http.client
import json
import re
import socket
import time

from scenario import expect, expect_equal, record
from lab.command import wait_until
from lab.servers import Misbehaving
from lab.shunt import Service, configuration
from lab.topology import BACKENDS, EVERYONE, backend_called, vip

PACE = {"interval": "200ms", "timeout": "150ms", "fast_interval": "100ms", "rise": 2, "fall": 2}
HTTP = {"type": "http", "port": 80, "path": "/page"}
WELL = {**HTTP, "port": 8080, "status": 200}  # a web server beside the one that answers clients


class UnixConnection(http.client.HTTPConnection):
    """HTTP to a path; quicker than a client of its own for each question."""

    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def status(lab):
    """As `shunt status --json`, by the API."""
    connection = UnixConnection(lab.shunt.socket)
    try:
        connection.request("GET", "/v1/status")
        return json.load(connection.getresponse())
    finally:
        connection.close()


def checked(check, family=4, forwarding="ipip", *, name="web", ports="80/tcp", outer=None, names=EVERYONE, backups=(),
            **options):
    """A service of the lab's backends with a check, which is a dict or a list of them, at the pace of PACE."""
    checks = [{**PACE, **one} for one in (check if isinstance(check, list) else [check])]
    backends = [(b.address(outer or family), 1) + (("backup",) if b.name in backups else ())
                for b in BACKENDS if b.name in names]
    health = json.dumps(checks if isinstance(check, list) else checks[0])  # JSON is YAML
    return Service(name, vip(family), forwarding, backends, ports, {"health": health, **options})


def begin(lab, *services, head="", options=()):
    """Starts Shunt with these services, and returns when all of their backends are up, or as they begin."""
    if any(service.forwarding != "l2" for service in services):
        lab.decapsulate()
    lab.serve(head + configuration(*services), *options)


def begin_up(lab, *services, **options):
    begin(lab, *services, **options)
    for service in services:
        for name in EVERYONE:
            if any(address in host(name) for address, *_ in service.backends):
                wait_state(lab, name, "up", service.name)


def wait_all_up(lab):
    for name in EVERYONE:
        wait_state(lab, name, "up")


def host(name):
    """Both addresses of a backend."""
    backend = backend_called(name)
    return backend.ipv4, backend.ipv6


def service_of(lab, name="web"):
    return next(service for service in status(lab)["services"] if service["name"] == name)


def backend_of(lab, name, service="web"):
    """The status of the backend called b1, b2 or b3."""
    return next(b for b in service_of(lab, service)["backends"] if b["address"] in host(name))


def health_of(lab, name, service="web"):
    return backend_of(lab, name, service)["health"]


def states(lab, service="web"):
    """The backends' health: name -> "pending", "up" or "down"."""
    by_address = {b["address"]: b["health"]["state"] for b in service_of(lab, service)["backends"]}
    return {b.name: by_address[address] for b in BACKENDS for address in (b.ipv4, b.ipv6) if address in by_address}


def wait_health(lab, name, what, condition, service="web", deadline=10.0):
    """Returns the backend's health when the condition holds for it."""
    def found():
        health = health_of(lab, name, service)
        return health if condition(health) else None
    return wait_until(f"{name} {what}", found, deadline, every=0.005)


def wait_state(lab, name, state, service="web", deadline=10.0):
    return wait_health(lab, name, f"to be {state}", lambda health: health["state"] == state, service, deadline)


def wait_passed(lab, name, more):
    """Returns the backend's health when its first check has passed so many times more."""
    before = health_of(lab, name)["checks"][0]["passed"]
    return wait_health(lab, name, "to pass on", lambda health: health["checks"][0]["passed"] > before + more)


def wait_failed(lab, name, more):
    """The same for one that fails."""
    before = health_of(lab, name)["checks"][0]["failed"]
    return wait_health(lab, name, "to fail on", lambda health: health["checks"][0]["failed"] >= before + more)


def filtered(namespace, rule, table="inet filter", hook="type filter hook input priority 0"):
    """Gives a namespace a chain of nftables with one rule, in a table of its own."""
    namespace.run("nft", "-f", "-", input=f"table {table} {{\n  chain only {{\n    {hook};\n    {rule}\n  }}\n}}\n")


def unfiltered(namespace, table="inet filter"):
    """Takes that table away."""
    namespace.run("nft", "delete", "table", *table.split())


def lines_of_log(lab, text):
    """The lines of the controller's log that end with the text, such as "info backend_up web 198.51.100.11: ...", without their time."""
    return [line.split(" ", 1)[1] for line in lab.shunt.process.output().splitlines() if line.endswith(text)]


def wait_log(lab, text):
    """Waits for a line that ends with the text, and expects no second one."""
    wait_until(f"{text!r} in the log", lambda: lines_of_log(lab, text))
    expect_equal(lines_of_log(lab, text), [text], "lines of the log")


def row(cause, check, detection, recovery):
    """Notes a measurement: seconds from the cause to the state that follows."""
    found = {"cause": cause, "check": check, "detection_ms": round(detection * 1000), "recovery_ms": round(recovery * 1000)}
    print(found)
    record("SHUNT_HEALTH_ROWS", found)


def timed(act, wait):
    """Seconds from the beginning of act() to the end of wait(), and what wait() returned."""
    began = time.monotonic()
    act()
    found = wait()
    return time.monotonic() - began, found


def wait_published(lab, name, state, service="web"):
    """What is published follows the state: at once, or when the last publication is long enough ago."""
    wait_until(f"the slots of {name}, which is {state}",
               lambda: (backend_of(lab, name, service)["slots"] > 0) == (state == "up"), every=0.005)


def seen(lab, cause, check, spoil, mend, says, *, name="b2", service="web", family=4, deadline=10.0):
    """Expects a cause at one backend to take it, and no other, out of the service, and its end to bring it back.

    spoil, mend: functions that begin and end the cause. says: a regular expression for the reason.
    """
    detection, health = timed(spoil, lambda: wait_state(lab, name, "down", service, deadline))
    expect(re.search(says, health["reason"]), f"the reason is {health['reason']!r}, wanted {says!r}")
    expect_equal(backend_of(lab, name, service)["state"], "down", f"state of {name}")
    wait_published(lab, name, "down", service)
    expect_equal(lab.answerers(family), EVERYONE - {name}, "who answers while it is down")
    recovery, health = timed(mend, lambda: wait_state(lab, name, "up", service, deadline))
    expect_equal(health["reason"], "", f"reason of {name} when it is up")
    wait_published(lab, name, "up", service)
    expect_equal(lab.answerers(family), EVERYONE, "who answers at the end")
    for other in EVERYONE - {name}:
        downs = [change for one in health_of(lab, other, service)["checks"] for change in one["transitions"]
                 if change["to"] == "down"]
        expect_equal((states(lab, service)[other], downs), ("up", []), f"state and transitions of {other}")
    row(cause, check, detection, recovery)


class Judged:
    """Backends that a scenario makes fail and recover, while their pages could still be fetched."""

    def __init__(self, lab):
        self.lab = lab
        self.servers = {b.name: Misbehaving(lab.topology[b.name], f"{lab.home}/judged-{b.name}").start() for b in BACKENDS}

    def fail(self, *names):
        self.become("status=503", "down", names)

    def recover(self, *names):
        self.become("ok", "up", names)

    def become(self, mode, state, names):
        for name in names:
            self.servers[name].become(mode)
        for name in names:
            wait_state(self.lab, name, state)
