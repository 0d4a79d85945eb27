#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Shunt and IPVS in turn, in one guest with one processor. in_guest runs this; README.md explains the method.

    guest_bench.py BUILD RUNS PACKETS FLOWS CLOCK

A JSON object a line: what one subject did in one run under one load.
"""

import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("SHUNT_LAB_PATIENCE", "6")
sys.path[:0] = [f"{ROOT}/tools/py", f"{ROOT}/bench/pktgen"]

import threads  # noqa: E402 the paths above come first
from director import PORT, SUBJECTS, VIP, Director  # noqa: E402
from generator import Pktgen  # noqa: E402
from lab.command import Expired, wait_until  # noqa: E402
from parameters import parse  # noqa: E402

STEADY = 5000  # packets/s: none is lost, and each is mostly handled alone
FULL = 10**9  # no pause between two packets
TRAFFIC = """\
interface = peer0
vip = {vip}
port = {port}
frame_size = 64
flows = {flows}
rate_min = 1
rate_max = 2
receiver = none
"""


class Failed(Exception):
    """The measurement cannot be trusted; the text says why."""


class Bench:
    def __init__(self, director, pktgen, flows):
        self.director, self.pktgen, self.flows = director, pktgen, flows

    def settled(self):
        """The receivers' counters when they have come to rest."""
        seen = [None]

        def rests():
            counts = self.director.received()
            same, seen[0] = counts == seen[0], counts
            return same
        wait_until("the receivers' counters to rest", rests, every=0.2)
        return seen[0]

    def send(self, rate, packets):
        """What became of so many packets: a dict."""
        before, spent = self.settled(), threads.cpu_seconds(("igb0", "igb1"))
        sent = self.pktgen.send(rate, packets / rate)
        received = [now - then for now, then in zip(self.settled(), before)]
        return {"sent": sent.packets, "received": sum(received), "backends": received, "seconds": round(sent.seconds, 6),
                "director_cpu_seconds": round(threads.cpu_seconds(("igb0", "igb1")) - spent, 9)}

    def threaded(self, on):
        threads.switch(on, self.director.namespace.name, ("igb0", "igb1"))
        threads.switch(on, self.director.sink.name, ("peer1",))
        threads.switch(on, None, ("peer0",))

    def check(self, subject, before, rows):
        """Every packet that arrived went through this balancer, and every backend got some. IPVS brings the counters that
        it shows up to date every two seconds."""
        received = sum(row["received"] for row in rows)
        try:
            wait_until(f"{subject}'s count", lambda: self.director.counted_by(subject) - before >= received)
        except Expired:
            raise Failed(f"{subject} counted {self.director.counted_by(subject) - before} packets, and {received} "
                         "arrived") from None
        if any(min(row["backends"]) == 0 for row in rows):
            raise Failed(f"{subject} left out a backend: {[row['backends'] for row in rows]}")

    def measure(self, subject, packets):
        """The three loads of one subject in one run: a row each."""
        self.director.choose(subject)
        before = self.director.counted_by(subject)
        self.threaded(True)
        # The first packets fill caches, and IPVS's connections.
        rows = [{"load": "warm-up", **self.send(STEADY, max(packets // 4, self.flows))}]
        for load, threaded, rate in (("steady", True, STEADY), ("full", True, FULL), ("one processor", False, FULL)):
            self.threaded(threaded)
            rows.append({"load": load, **self.send(rate, packets)})
        self.check(subject, before, rows)
        return rows[1:]


def main():
    build, runs, packets, flows = sys.argv[1], *map(int, sys.argv[2:5])
    director = Director(f"{os.path.abspath(build)}/shunt")
    try:
        director.create()
        with Pktgen() as pktgen:
            parameters = parse(TRAFFIC.format(vip=VIP, port=PORT, flows=flows), "traffic")
            pktgen.prepare(parameters, parameters.vip[0], parameters.frame_size[0], director.igb_mac())
            bench = Bench(director, pktgen, flows)
            for run in range(runs):
                for subject in SUBJECTS:
                    start = time.monotonic()
                    for row in bench.measure(subject, packets):
                        print(json.dumps({"bench": "ipvs", "kernel": os.uname().release, "clock": sys.argv[5], "run": run,
                                          "subject": subject, "flows": flows, **row}), flush=True)
                    print(f"run {run}: {subject}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    except BaseException:
        if os.path.exists("/run/shunt-ipvs/shunt.log"):
            with open("/run/shunt-ipvs/shunt.log", encoding="utf-8") as log:
                sys.stderr.write(log.read()[-3000:])
        raise
    finally:
        director.remove()


if __name__ == "__main__":
    main()
