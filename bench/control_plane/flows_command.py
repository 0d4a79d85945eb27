#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `shunt flows` takes of the controller, with 1,000,000 flows in the table.

usage: flows_command.py BUILD [FLOWS...]

The flows are forged: of one service of ten backends, from as many client addresses. Measured are, for each question: what the answer says of
its work and of the longest time that the event loop was held by it, the processor time of the controller by /proc, the time by the clock on
the wall until the command has ended, and memory. Prints a JSON object for each. Needs root.
"""

import json
import statistics
import sys
import time

from alone import for_sizes, pid_of
from process import memory, spent

from lab.command import wait_until
from lab.forged_flows import backend_ids, forge

RUNS = 5
QUESTIONS = {"the first 100": (), "of one backend, by silence": ("--backend", "198.51.100.11", "--sort", "idle"),
             "count by backend": ("--count", "backend"), "count by /24 of clients": ("--count", "client/24"),
             "count by client": ("--count", "client"), "all": ("--all",)}
FILE = """limits: {flows: %d}
tracking: {idle_tcp: 1h}
interfaces: []
services:
  - name: web
    vip: 192.0.2.10
    ports: [80/tcp]
    forwarding: l2
    scheduler: round-robin
    backends: [%s]
"""


def service_id(shunt, ids, slots):
    for service in range(4):
        forge(shunt.pins, 1, service=service, backends=ids, vip="192.0.2.10", port=80, slots=slots)
        if json.loads(shunt.ask("flows", "--json").stdout)["matched"] == 1:
            return service
    sys.exit("no flow is shown")


def measure(shunt, _, count):
    shunt.write(FILE % (count, ", ".join(f"198.51.100.{10 + i}" for i in range(10))))
    shunt.start()
    slots, ids = shunt.status()["services"][0]["table_size"], backend_ids(shunt.pins)
    written = forge(shunt.pins, count, service=service_id(shunt, ids, slots), backends=ids, vip="192.0.2.10", port=80, slots=slots,
                    idle=lambda i: i % 600)
    pid = pid_of(shunt)
    wait_until("the sweep's count", lambda: shunt.status()["flow_table"]["flows"] == written, deadline=30)
    for name, arguments in QUESTIONS.items():
        rows = []
        before = memory(pid)["VmRSS"]
        for _ in range(1 if name == "all" else RUNS):
            used, start = spent(pid), time.monotonic()
            answer = json.loads(shunt.ask("flows", "--json", *arguments).stdout)
            rows.append((answer["work_us"] / 1e3, answer["longest_us"] / 1e3, (spent(pid) - used) * 1e3,
                         (time.monotonic() - start) * 1e3))
        work, longest, used, wall = (statistics.median(column) for column in zip(*rows))
        print(json.dumps({"bench": "flows_command", "flows": written, "question": name, "matched": answer["matched"],
                          "work_ms": round(work, 1), "longest_ms": round(longest, 2), "cpu_ms": round(used, 1),
                          "wall_ms": round(wall, 1), "resident_mib": round(before, 1), "peak_mib": round(memory(pid)["VmHWM"], 1)}),
              flush=True)
    shunt.stop()


if __name__ == "__main__":
    for_sizes(__doc__, measure, [1_000_000])
