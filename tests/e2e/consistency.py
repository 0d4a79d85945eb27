# SPDX-License-Identifier: Apache-2.0
"""What the scenarios about live connections share: their size, what they expect, and the row that they give the table.

SHUNT_CONSISTENCY=full makes them as large as docs/consistency.md shows, SHUNT_CONSISTENCY_ROWS names a file to which each
appends a line of JSON. Import scenario first.
"""

import contextlib
import os
import time

from scenario import expect, expect_equal, record
from lab.live import EchoServers, echo_service, held
from lab.shunt import configuration
from lab.topology import VIP4, backend_called

FULL = os.environ.get("SHUNT_CONSISTENCY") == "full"
QUIET_SECONDS = 2.0


def size(in_ci, full):
    """A number of things, by the size of this run."""
    return full if FULL else in_ci


def begin(lab, *services, options=(), head=""):
    """Echo servers on the backends, and Shunt in front of them; what is given to configuration()."""
    lab.decapsulate()
    lab.echo = EchoServers(lab)
    lab.serve(head + configuration(*(services or (echo_service(),))), *options)


def drops(lab):
    """Packets that were dropped, by reason."""
    return {r["name"]: r["packets"] for r in lab.shunt.stats()["reasons"] if r["verdict"] == "drop" and r["packets"]}


class Watched:
    """Live connections, and what they say of a change."""

    def __init__(self, lab, what, connections):
        self.lab, self.what, self.connections = lab, what, connections
        self.quiet, self.quiet_seconds, self.began = 0, 0.0, time.monotonic()
        self.last = None

    def go_on(self):
        """Lets the connections live for a while, so that the next change meets flows of the one before."""
        self.connections.go_on(size(0.25, 1.0))

    def rest(self):
        """Measures a quiet time: as long as the change took, in a full run."""
        took = time.monotonic() - self.began
        self.last = self.connections.report(afresh=True)
        seconds = max(QUIET_SECONDS, min(took, 30.0)) if FULL else QUIET_SECONDS
        time.sleep(seconds)  # what is measured is a time without any event
        self.quiet, self.quiet_seconds = self.connections.report().again * took / seconds, seconds
        return self.last

    def settle(self, broken=0, tolerance=5):
        """Ends the watch: expects so many broken connections, and no more segments sent again than in a quiet time.

        tolerance: segments that may be sent again beyond that, for a machine that is busy with other things.
        """
        report = self.rest()
        print(self.what, report.show(), f"quiet: {self.quiet:.1f} again", sep=": ")
        self.row(report)
        expect_equal(len(report.broken), broken, f"broken connections {report.broken[:5]}")
        lost = report.again - report.needless
        if broken == 0:
            expect(lost <= self.quiet + tolerance, f"{lost} segments lost, {self.quiet:.1f} in a quiet time")
        return report

    def row(self, report, expected=""):
        record("SHUNT_CONSISTENCY_ROWS", {
            "what": self.what, "connections": report.opened, "broken": len(report.broken), "again": report.again,
            "needless": report.needless, "quiet": round(self.quiet, 1), "stall": report.stall, "expected": expected})


@contextlib.contextmanager
def watched(lab, what, *addresses, **options):
    """Live connections while the context runs. what: the row's name in the table."""
    count = options.pop("count", None) or size(300, 1000)
    options = {"count": count, "downloads": size(2, 10), "churn": size(10, 20), **options}
    if options.get("udp"):
        options["downloads"] = 0
    with held(lab, *(addresses or (VIP4,)), **options) as connections:
        connections.report(afresh=True)
        yield Watched(lab, what, connections)


def address(name, family=4):
    return backend_called(name).address(family)


def both(weights):
    """The echo service of each family."""
    return echo_service(weights), echo_service(weights, 6)


def reloaded(lab, *services, head=""):
    """Reloads, and expects the controller to have done it."""
    return lab.shunt.reload(head + configuration(*services))


def set_backend(lab, verb, name, *arguments, service="echo4", check=True):
    """`shunt backend VERB SERVICE NAME'S-ADDRESS ARGUMENTS`."""
    return lab.shunt.ask("backend", verb, service, address(name), *arguments, check=check)


def backend_of(lab, name):
    return lab.shunt.backend(address(name))


def flows_live(lab):
    return lab.shunt.status()["flow_table"]
